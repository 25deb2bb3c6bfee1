package io.mirrorlog.agent.format;

import io.mirrorlog.connector.Event;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A mirrored line read back.
 *
 * @param event the event; its site is the nearest valid name where the line has none
 * @param identifier the name under which the line shows the site, as it stands there
 */
public record MirroredLine(Event event, String identifier) {

    /**
     * Reads a line in the form of {@link LineFormat}, or in Monolog's as WP Activity Log mirrors it.
     *
     * <p>The work grows with the length of the line and no faster.
     *
     * @param line without its end
     * @throws UnreadableLineException when it is neither
     */
    public static MirroredLine parse(String line) throws UnreadableLineException {
        int stampEnd = line.startsWith("[") ? line.indexOf(']') : -1;
        if (stampEnd < 0) {
            throw new UnreadableLineException("no time in brackets", 1);
        }
        OffsetDateTime shown = time(line.substring(1, stampEnd));
        if (!line.startsWith(" ", stampEnd + 1)) {
            throw new UnreadableLineException("no blank behind the time", stampEnd + 2);
        }
        @Nullable MirroredLine own = OwnLine.parse(line, stampEnd + 2, shown);
        return own != null ? own : MonologLine.parse(line, stampEnd + 2, shown);
    }

    private static OffsetDateTime time(String text) throws UnreadableLineException {
        try {
            return Timestamps.ofRfc3339(text);
        } catch (IllegalArgumentException e) {
            throw new UnreadableLineException("time: " + e.getMessage(), 2);
        }
    }
}

package io.mirrorlog.agent.format;

import io.mirrorlog.connector.Event;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/**
 * The mirrored line: {@code [yyyy-MM-ddTHH:mm:ss.nnnnnnnnn+hh:mm] [identifier].[severity]:[message]{metadata json}};
 * {@link MirroredLine#parse} is its exact inverse.
 */
public final class LineFormat implements Format {

    private final ShownTime time;

    /** @param zone in which times are shown; the instant stays the same */
    public LineFormat(ZoneId zone) {
        this.time = new ShownTime(zone);
    }

    @Override
    public String render(Event event, String identifier, long sequence) {
        OffsetDateTime shown = time.of(event.timestamp());
        var line = new StringBuilder(event.message().length() + event.metadata().length() + 192);
        Timestamps.append(line.append('['), shown);
        LineText.appendIdentifier(line.append("] ["), identifier);
        line.append("].[").append(event.severity().name()).append("]:[");
        LineText.appendMessage(line, event.message());
        line.append(']');
        LineMetadata.append(line, event, identifier, shown.getOffset());
        return line.toString();
    }
}

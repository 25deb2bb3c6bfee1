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
    public void append(StringBuilder to, Event event, String identifier, long sequence) {
        OffsetDateTime shown = time.of(event.timestamp());
        Timestamps.append(to.append('['), shown);
        LineText.appendIdentifier(to.append("] ["), identifier);
        to.append("].[").append(event.severity().name()).append("]:[");
        LineText.appendMessage(to, event.message());
        LineMetadata.append(to.append(']'), event, identifier, shown.getOffset());
    }
}

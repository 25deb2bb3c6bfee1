package io.mirrorlog.agent.format;

import io.mirrorlog.connector.Event;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/**
 * The line as Monolog writes it: {@code [ts] identifier.SEVERITY: message {json} []}.
 *
 * <p>For readers that know that form. Line breaks become blanks, so it does not lead back to the very same event.
 */
final class MonologFormat implements Format {

    private final ShownTime time;

    MonologFormat(ZoneId zone) {
        this.time = new ShownTime(zone);
    }

    @Override
    public void append(StringBuilder to, Event event, String identifier, long sequence) {
        OffsetDateTime shown = time.of(event.timestamp());
        Timestamps.append(to.append('['), shown);
        LineText.appendLossy(to.append("] "), identifier);
        to.append('.').append(event.severity().name()).append(": ");
        LineText.appendLossy(to, event.message());
        int json = to.append(' ').length();
        LineMetadata.append(to, event, identifier, shown.getOffset());
        if (to.length() == json + Event.NONE.length()) {
            to.replace(json, to.length(), "[]");
        }
        to.append(" []");
    }
}

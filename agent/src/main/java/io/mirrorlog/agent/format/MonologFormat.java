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
    public String render(Event event, String identifier, long sequence) {
        OffsetDateTime shown = time.of(event.timestamp());
        var line = new StringBuilder(event.message().length() + event.metadata().length() + 192);
        Timestamps.append(line.append('['), shown);
        LineText.appendLossy(line.append("] "), identifier);
        line.append('.').append(event.severity().name()).append(": ");
        LineText.appendLossy(line, event.message());
        int json = line.append(' ').length();
        LineMetadata.append(line, event, identifier, shown.getOffset());
        if (line.length() == json + Event.NONE.length()) {
            line.replace(json, line.length(), "[]");
        }
        return line.append(" []").toString();
    }
}

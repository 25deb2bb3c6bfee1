package io.mirrorlog.connector.loggly;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.http.JsonWithLine;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes each entry as one line: to Loggly a line's end is an event's end. */
final class Lines {

    /** What Loggly takes of one event, in bytes. */
    static final int LONGEST = 1_000_000;

    private final Body body;
    private final JsonWithLine json;

    Lines(Body body, JsonWithLine json) {
        this.body = body;
        this.json = json;
    }

    String contentType() {
        return body == Body.JSON ? "application/json" : "text/plain; charset=utf-8";
    }

    /** The entry with its line's end; null when that is no event to Loggly. */
    byte @Nullable [] of(Entry entry) {
        var text = new StringBuilder();
        if (body == Body.LINE) {
            text.append(entry.text());
        } else {
            json.append(text, entry);
        }
        byte[] line = ended(text);
        if (line.length > LONGEST && body == Body.JSON) {
            text.setLength(0);
            json.appendEvent(text, entry); // the line repeats what stands in the other fields
            line = ended(text);
        }
        return line.length > LONGEST || text.toString().isBlank() ? null : line;
    }

    /** Why there is no line for an entry. */
    String fault(Entry entry) {
        return body == Body.LINE && entry.text().isBlank()
                ? "the format makes an empty line of the event, which Loggly would pass over"
                : "the event is larger than the " + LONGEST + " bytes that Loggly keeps of one";
    }

    private static byte[] ended(StringBuilder text) {
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }
}

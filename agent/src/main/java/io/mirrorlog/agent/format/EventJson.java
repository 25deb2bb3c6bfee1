package io.mirrorlog.agent.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.json.JsonScanner;
import io.mirrorlog.agent.json.JsonScanner.BrokenJson;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import org.jspecify.annotations.Nullable;

/**
 * The one JSON shape of an event, as it is stored, shown and sent:
 * {@code {"timestamp","site","identifier","severity","message","id","type","action","user","sequence","metadata"}}, what
 * is absent left out.
 */
public final class EventJson {

    /** What all the keys take, with the time, the longest severity and the sequence of a busy year. */
    private static final int OTHER_LENGTH = 192;

    private EventJson() {}

    /** The stored form: no identifier, no sequence. */
    public static String write(Event event) {
        StringBuilder json = withRoomFor(event);
        append(json, event, null, 0);
        return json.toString();
    }

    /** An empty text that need not grow for the event, in JSON or as a line, while little is to be escaped. */
    static StringBuilder withRoomFor(Event event) {
        return new StringBuilder(OTHER_LENGTH
                + event.site().length()
                + event.message().length()
                + length(event.id())
                + length(event.type())
                + length(event.action())
                + length(event.user())
                + event.metadata().length()
                + event.marks().length());
    }

    private static int length(@Nullable Scalar scalar) {
        return scalar == null ? 0 : scalar.json().length();
    }

    /**
     * Appends the event, its time with nine digits in the producer's own offset.
     *
     * @param identifier the name under which the site is shown; null to leave it out
     * @param sequence the event's number in the queue; 0 to leave it out
     */
    public static void append(StringBuilder to, Event event, @Nullable String identifier, long sequence) {
        Timestamps.append(to.append("{\"timestamp\":\""), event.timestamp());
        JsonStrings.appendQuoted(to.append("\",\"site\":"), event.site());
        if (identifier != null) {
            JsonStrings.appendQuoted(to.append(",\"identifier\":"), identifier);
        }
        to.append(",\"severity\":\"").append(event.severity().name());
        JsonStrings.appendQuoted(to.append("\",\"message\":"), event.message());
        LineMetadata.appendScalars(to, event);
        if (sequence != 0) {
            to.append(",\"sequence\":").append(sequence);
        }
        if (!event.metadata().equals(Event.NONE) || !event.marks().equals(Event.NONE)) {
            OwnKeys.IN_JSON.append(to.append(",\"metadata\":{"), event.metadata(), event.marks());
            to.append('}');
        }
        to.append('}');
    }

    /**
     * Reads what {@link #write} or {@link #append} wrote.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static Event read(String json) {
        byte[] utf8 = json.getBytes(UTF_8);
        return read(utf8, 0, utf8.length);
    }

    /**
     * An event with its number in the queue.
     *
     * @param sequence 0 when the text has none
     */
    public record Numbered(long sequence, Event event) {}

    /**
     * Reads what {@link #append} wrote, its sequence as well.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static Numbered readNumbered(String json) {
        byte[] utf8 = json.getBytes(UTF_8);
        try {
            var reader = new EventJsonReader(JsonScanner.withoutNames(utf8, 0, utf8.length));
            Event event = reader.event();
            return new Numbered(reader.sequence(), event);
        } catch (BrokenJson e) {
            throw new IllegalArgumentException("broken JSON at byte " + (e.at() + 1) + ": " + e.problem(), e);
        }
    }

    /**
     * Reads what {@link #write} or {@link #append} wrote, in UTF-8.
     *
     * @param to the byte behind the last
     * @throws IllegalArgumentException when it is something else
     */
    public static Event read(byte[] utf8, int from, int to) {
        try {
            return new EventJsonReader(JsonScanner.withoutNames(utf8, from, to)).event();
        } catch (BrokenJson e) {
            throw new IllegalArgumentException("broken JSON at byte " + (e.at() - from + 1) + ": " + e.problem(), e);
        }
    }
}

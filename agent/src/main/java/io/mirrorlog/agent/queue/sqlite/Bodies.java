package io.mirrorlog.agent.queue.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.connector.Event;
import java.util.Arrays;
import java.util.List;

/**
 * Events in their stored form, one behind the other in one array: while they wait for the writer they are no objects
 * that the garbage collector would have to look at one by one.
 */
final class Bodies {

    /** Larger than what the fields around message and metadata usually take. */
    private static final int FIELDS = 256;

    private byte[] bytes;

    /** Where each ends. */
    private final int[] ends;

    private int count;

    private Bodies(int events, int bytes) {
        this.bytes = new byte[bytes];
        this.ends = new int[events];
    }

    static Bodies of(List<Event> events) {
        int expected = 0;
        for (Event event : events) {
            expected += event.message().length() + event.metadata().length() + FIELDS;
        }
        var bodies = new Bodies(events.size(), expected);
        var json = new StringBuilder(2 * FIELDS);
        for (Event event : events) {
            json.setLength(0);
            EventJson.append(json, event, null, 0);
            bodies.add(json.toString().getBytes(UTF_8));
        }
        return bodies;
    }

    /** The stored form of one event. */
    static byte[] body(Event event) {
        return EventJson.write(event).getBytes(UTF_8);
    }

    /** @param sequence by which a broken one is named */
    static Event event(long sequence, byte[] from, int at, int size) {
        try {
            return EventJson.read(new String(from, at, size, UTF_8));
        } catch (IllegalArgumentException e) {
            throw new QueueException("event " + sequence + " of the queue cannot be read", e);
        }
    }

    private void add(byte[] body) {
        int start = start(count);
        int end = start + body.length;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length + bytes.length / 2));
        }
        System.arraycopy(body, 0, bytes, start, body.length);
        ends[count++] = end;
    }

    /** The size of all. */
    int bytes() {
        return start(count);
    }

    int size(int index) {
        return ends[index] - start(index);
    }

    byte[] body(int index) {
        return Arrays.copyOfRange(bytes, start(index), ends[index]);
    }

    void copy(int index, byte[] to, int at) {
        System.arraycopy(bytes, start(index), to, at, size(index));
    }

    private int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }
}

package io.mirrorlog.agent.queue.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.TimeRange;
import io.mirrorlog.connector.Event;
import java.util.Arrays;

/**
 * Events in their stored form, one behind the other in one array: while they wait for the writer they are no objects
 * that the garbage collector would have to look at one by one.
 */
final class Bodies {

    /** What one event usually takes at most. */
    private static final int USUAL = 1_024;

    private final StringBuilder json = new StringBuilder(USUAL);
    private byte[] bytes;

    /** Where each ends. */
    private int[] ends = new int[16];

    private int count;
    private long earliest = Long.MAX_VALUE;
    private long latest = Long.MIN_VALUE;

    /** @param bytes how much room to make at first; it grows */
    Bodies(int bytes) {
        this.bytes = new byte[Math.max(bytes, USUAL)];
    }

    /** Puts an event behind the others. */
    void add(Event event) {
        json.setLength(0);
        EventJson.append(json, event, null, 0);
        byte[] body = json.toString().getBytes(UTF_8);
        int start = start(count);
        int end = start + body.length;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length + bytes.length / 2));
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 4 * count);
        }
        System.arraycopy(body, 0, bytes, start, body.length);
        ends[count++] = end;
        long moment = TimeRange.moment(
                event.timestamp().toEpochSecond(), event.timestamp().getNano());
        earliest = Math.min(earliest, moment);
        latest = Math.max(latest, moment);
    }

    /** The stored form of one event. */
    static byte[] body(Event event) {
        return EventJson.write(event).getBytes(UTF_8);
    }

    /** @param sequence by which a broken one is named */
    static Event event(long sequence, byte[] from, int at, int size) {
        try {
            return EventJson.read(from, at, at + size);
        } catch (IllegalArgumentException e) {
            String what = "event " + sequence + " of the queue cannot be read";
            throw new QueueException(what, new DamagedException(what, e));
        }
    }

    /** Between which times all of them lie. */
    TimeRange times() {
        return new TimeRange(earliest, latest);
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

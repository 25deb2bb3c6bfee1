package io.mirrorlog.connector.cloudwatch;

import io.mirrorlog.connector.Entry;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the first of the offered entries are brought there.
 *
 * @param count of how many entries it speaks, from the first; the rest is for another delivery
 * @param parcels one call each, in the order of their first entries
 * @param refused what cannot be sent at all, reason by sequence
 */
record Plan(int count, List<Parcel> parcels, Map<Long, String> refused) {

    /** At most so many calls a delivery, so that it ends in bounded time. */
    static final int CALLS_MAX = 10;

    /** How an entry becomes a line. */
    record Shape(NamePattern group, NamePattern stream, ZoneId zone, Oversize oversize) {

        private Destination destination(Entry entry) {
            return new Destination(group.name(entry, zone), stream.name(entry, zone));
        }
    }

    /**
     * Puts entries of one stream into one call as long as they fit: to a stream there is never more than one call, as what
     * does not fit ends the plan. So calls of one plan may be made in any order.
     */
    static Plan of(List<Entry> entries, Shape shape) {
        Map<Destination, Parcel> parcels = new HashMap<>();
        List<Parcel> calls = new ArrayList<>();
        Map<Long, String> refused = new HashMap<>();
        int count = 0;
        for (Entry entry : entries) {
            byte[] utf8 = entry.text().getBytes(StandardCharsets.UTF_8);
            String fault = fault(entry, utf8.length, shape.oversize());
            if (fault != null) {
                refused.put(entry.sequence(), fault);
            } else {
                Line line = line(entry, shape.destination(entry), utf8);
                Parcel parcel = parcels.get(line.destination());
                if (parcel == null ? calls.size() == CALLS_MAX : !parcel.add(line)) {
                    break;
                }
                if (parcel == null) {
                    parcel = new Parcel(line);
                    parcels.put(line.destination(), parcel);
                    calls.add(parcel);
                }
            }
            count++;
        }
        return new Plan(count, calls, refused);
    }

    private static @Nullable String fault(Entry entry, int bytes, Oversize oversize) {
        if (bytes == 0) {
            return "CloudWatch Logs takes no empty event; see format";
        }
        if (bytes > Oversize.MESSAGE_BYTES_MAX && oversize == Oversize.REFUSE) {
            return "the event has " + bytes + " bytes, CloudWatch Logs takes " + Oversize.MESSAGE_BYTES_MAX
                    + "; see oversize";
        }
        return entry.event().timestamp().toEpochSecond() < 0 ? "CloudWatch Logs takes no event from before 1970" : null;
    }

    private static Line line(Entry entry, Destination destination, byte[] utf8) {
        // A lone surrogate is no character, and not sent as one.
        String message = utf8.length > Oversize.MESSAGE_BYTES_MAX
                ? Oversize.truncated(utf8)
                : new String(utf8, StandardCharsets.UTF_8);
        int bytes = Math.min(utf8.length, Oversize.MESSAGE_BYTES_MAX) + Line.OVERHEAD;
        return new Line(
                entry, destination, entry.event().timestamp().toInstant().toEpochMilli(), message, bytes);
    }
}

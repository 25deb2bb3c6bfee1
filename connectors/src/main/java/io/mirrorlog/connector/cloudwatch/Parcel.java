package io.mirrorlog.connector.cloudwatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What one call brings to one stream: never more than CloudWatch Logs takes in one. For one thread. */
final class Parcel {

    private static final int EVENTS_MAX = 10_000;
    private static final long BYTES_MAX = 1_048_576;

    /** A call must not span more than 24 hours; exactly as much is left to those who know whether that is more. */
    private static final long SPAN_MILLIS_MAX = Duration.ofHours(24).toMillis() - 1;

    private final Destination destination;
    private final List<Line> lines = new ArrayList<>();
    private long bytes;
    private long earliest;
    private long latest;

    Parcel(Line first) {
        this.destination = first.destination();
        this.earliest = first.millis();
        this.latest = first.millis();
        lines.add(first);
        this.bytes = first.bytes();
    }

    Destination destination() {
        return destination;
    }

    /** Adds a line of the same stream; false where it does not fit any more. */
    boolean add(Line line) {
        long from = Math.min(earliest, line.millis());
        long to = Math.max(latest, line.millis());
        if (lines.size() == EVENTS_MAX || bytes + line.bytes() > BYTES_MAX || to - from > SPAN_MILLIS_MAX) {
            return false;
        }
        lines.add(line);
        bytes += line.bytes();
        earliest = from;
        latest = to;
        return true;
    }

    /** Those of its entries. */
    Stream<Long> sequences() {
        return lines.stream().map(line -> line.entry().sequence());
    }

    /** By their time, as the service wants them; those of one millisecond in the order of the queue. */
    List<Line> inTime() {
        return lines.stream().sorted(Comparator.comparingLong(Line::millis)).toList();
    }
}

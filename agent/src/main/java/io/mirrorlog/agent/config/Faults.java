package io.mirrorlog.agent.config;

import io.mirrorlog.connector.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects everything that is wrong with the parts of one record, so that its constructor can say all of it at once.
 *
 * <p>Each is a line {@code option: what is wrong; what is allowed}, or {@code option, other: …} where both are to blame.
 */
final class Faults {

    private final List<String> found = new ArrayList<>();

    void add(String fault) {
        found.add(fault);
    }

    Faults unless(boolean good, String fault) {
        if (!good) {
            found.add(fault);
        }
        return this;
    }

    Faults range(String option, long value, long least, long most) {
        if (value < least || value > most) {
            found.add(outside(option, value, least, most));
        }
        return this;
    }

    Faults range(String option, ByteSize value, ByteSize least, ByteSize most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            found.add(outside(option, value, least, most));
        }
        return this;
    }

    Faults range(String option, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            found.add(outside(option, Durations.text(value), Durations.text(least), Durations.text(most)));
        }
        return this;
    }

    private static String outside(String option, Object value, Object least, Object most) {
        return option + ": " + value + " is out of range; " + least + " to " + most;
    }

    /** @throws IllegalArgumentException one line for each fault, when there is any */
    void throwAny() {
        if (!found.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", found));
        }
    }
}

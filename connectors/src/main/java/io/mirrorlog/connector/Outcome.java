package io.mirrorlog.connector;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of one delivery. The set is closed: a connector says which of the five it was, the lane alone decides what
 * follows.
 *
 * <p>The question to ask: would this very entry be refused again for ever? Then it is refused ({@link Mixed}). Is the
 * connection to blame, its credentials or a missing destination? {@link Blocked}: the entries are innocent. Else
 * {@link Retry}.
 */
public sealed interface Outcome {

    /** Everything is there, without a bookmark. */
    Outcome DELIVERED = new Delivered(null);

    /**
     * The service has the first entries, as a rule all of them; the rest is to be offered again at once.
     *
     * @param count how many of the entries it has, from the first: {@link #ALL}, or fewer where the delivery ended at a
     *     border such as the end of a file. 0 only asks for the bookmark to be stored before anything is written
     * @param bookmark the connector's own note of how far it is, stored in the same transaction as the position and
     *     handed back after a restart; null leaves the stored one
     */
    record Delivered(int count, @Nullable String bookmark) implements Outcome {

        /** Every entry that was offered. */
        public static final int ALL = Integer.MAX_VALUE;

        public Delivered {
            if (count < 0 || (count == 0 && bookmark == null)) {
                throw new IllegalArgumentException("a delivery brings entries or a bookmark forward");
            }
        }

        /** Every entry that was offered. */
        public Delivered(@Nullable String bookmark) {
            this(ALL, bookmark);
        }
    }

    /**
     * Nothing is lost: offer the same entries again.
     *
     * @param notBefore how long the service asked to be left alone, if it did
     */
    record Retry(String reason, @Nullable Duration notBefore) implements Outcome {

        public Retry(String reason) {
            this(reason, null);
        }
    }

    /** The connection is to blame: nothing moves until somebody mends it. */
    record Blocked(String reason) implements Outcome {}

    /**
     * Some were refused for good, some are to be offered again; all others were delivered.
     *
     * @param refused reason by sequence
     * @param again sequences
     */
    record Mixed(Map<Long, String> refused, Set<Long> again) implements Outcome {

        public Mixed {
            refused = Map.copyOf(refused);
            again = Set.copyOf(again);
            if (again.stream().anyMatch(refused::containsKey)) {
                throw new IllegalArgumentException("an entry is refused or offered again, not both");
            }
        }
    }

    /** More than the service takes at once: the lane halves the batch; one alone that is too large is refused. */
    record TooLarge(String reason) implements Outcome {}
}

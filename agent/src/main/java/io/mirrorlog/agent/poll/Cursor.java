package io.mirrorlog.agent.poll;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * How far a wiki's log was taken. Immutable, pure.
 *
 * <p>A transaction that commits late makes an entry appear behind younger ones that were seen already. So the log is read
 * again from a while before the youngest, and what of that while was taken is known by its number.
 *
 * @param since of all entries from this second on is known whether they were taken; reading begins here
 * @param newest the second of the youngest entry that was taken
 * @param known those that were taken and are not older than {@code since}
 */
record Cursor(Instant since, Instant newest, NavigableSet<Seen> known) {

    /** Before the first entry of any wiki. */
    static final Instant EARLIEST = Instant.EPOCH;

    /** So many entries are known by their numbers; the while before the youngest shortens where it holds more. */
    static final int KNOWN_MAX = 50_000;

    /** An entry that was taken. */
    record Seen(Instant timestamp, long logid) implements Comparable<Seen> {

        private static final Comparator<Seen> ORDER =
                Comparator.comparing(Seen::timestamp).thenComparingLong(Seen::logid);

        @Override
        public int compareTo(Seen other) {
            return ORDER.compare(this, other);
        }
    }

    Cursor {
        known = Collections.unmodifiableNavigableSet(new TreeSet<>(known));
        if (newest.isBefore(since)
                || (!known.isEmpty() && known.first().timestamp().isBefore(since))) {
            throw new IllegalArgumentException("a cursor knows nothing that is older than its beginning");
        }
    }

    /** Nothing was taken, and nothing older is wanted. */
    static Cursor beginning(Instant since) {
        return new Cursor(since, since, new TreeSet<>());
    }

    /** False before the first entry of a log that is read from its beginning. */
    boolean hasBegun() {
        return newest.isAfter(EARLIEST);
    }

    /** Whether it is to be taken. */
    boolean isNew(WikiEntry entry) {
        return !entry.timestamp().isBefore(since) && !known.contains(seen(entry));
    }

    /**
     * The cursor once these are taken.
     *
     * @param wikiTime what the wiki's clock shows: an entry that lies ahead of it does not move the cursor, so that those
     *     that come before it are found
     * @param overlap how late an entry may appear, counted by the youngest that was seen
     */
    Cursor with(List<WikiEntry> taken, Instant wikiTime, Duration overlap) {
        TreeSet<Seen> seen = new TreeSet<>(known);
        taken.stream().filter(this::isNew).map(Cursor::seen).forEach(seen::add);
        Instant youngest = taken.stream()
                .map(WikiEntry::timestamp)
                .filter(time -> !time.isAfter(wikiTime))
                .reduce(newest, Cursor::later);
        Instant from = later(since, youngest.minus(overlap).truncatedTo(ChronoUnit.SECONDS));
        forget(seen, from);
        while (seen.size() > KNOWN_MAX && seen.first().timestamp().isBefore(youngest)) {
            from = seen.first().timestamp().plusSeconds(1);
            forget(seen, from);
        }
        return new Cursor(from, youngest, seen);
    }

    private static void forget(TreeSet<Seen> seen, Instant before) {
        while (!seen.isEmpty() && seen.first().timestamp().isBefore(before)) {
            seen.pollFirst();
        }
    }

    /** True when so many entries are known that it looks back less far than it should, rather than being young. */
    boolean isNarrowerThan(Duration overlap) {
        return known.size() > KNOWN_MAX / 2 && since.isAfter(newest.minus(overlap));
    }

    private static Seen seen(WikiEntry entry) {
        return new Seen(entry.timestamp(), entry.logid());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}

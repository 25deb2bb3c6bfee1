package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.connector.Event;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What is looked for in events that are not in the index yet, so that each is taken apart once and not for each reader.
 * Filled when somebody asks. Safe for many threads.
 */
final class Young {

    /** More than this are not held: about 20 MiB. */
    static final int MAX = 400_000;

    private static final int LEAST = 1_024;

    private final Retained retained;
    private final Words sites = new Words();
    private final Words kinds = new Words();

    /** How many readers look at what lies behind each sequence. */
    private final NavigableMap<Long, Integer> looks = new TreeMap<>();

    private int size;
    private long seen;
    private long forgotten;
    private long[] sequences = new long[LEAST];
    private long[] seconds = new long[LEAST];
    private int[] nanos = new int[LEAST];
    private long[] logIds = new long[LEAST];
    private short[] site = new short[LEAST];
    private short[] kind = new short[LEAST];
    private int[] user = new int[LEAST];
    private byte[] grade = new byte[LEAST];

    Young(Retained retained) {
        this.retained = retained;
    }

    /** A reader's look at it: what he sees stays until he has closed it. */
    final class Look implements Places, AutoCloseable {

        private final LogQuery query;
        private final LogOrder order;
        private final long after;

        private Look(LogQuery query, LogOrder order, long after) {
            this.query = query;
            this.order = order;
            this.after = after;
        }

        /** All up to this sequence is in the index, and left out here. */
        long after() {
            return after;
        }

        @Override
        public List<LogKey> first(LogKey from, int atMost) {
            return Young.this.first(this, from, atMost);
        }

        @Override
        public void close() {
            end(after);
        }
    }

    /**
     * Looks at all that is not in the index by now.
     *
     * @param indexed all up to this sequence is
     * @throws TooSlowException when there is too much of it, or it takes too long: the next one goes on
     */
    synchronized Look look(LogQuery query, LogOrder order, long indexed, Deadline deadline) {
        forget(looks.isEmpty() ? indexed : Math.min(indexed, looks.firstKey()));
        long after = Math.max(indexed, forgotten);
        seen = Math.max(seen, after);
        for (List<QueuedEvent> next = retained.after(seen, Retained.STEP);
                !next.isEmpty();
                next = retained.after(seen, Retained.STEP)) {
            if (size + next.size() > MAX) {
                throw new TooSlowException("more than " + (MAX - Retained.STEP)
                        + " events are not in the index yet; ask again in a moment");
            }
            next.forEach(this::add);
            seen = next.get(next.size() - 1).sequence();
            deadline.require();
        }
        looks.merge(after, 1, Integer::sum);
        return new Look(query, order, after);
    }

    private synchronized void end(long after) {
        looks.computeIfPresent(after, (sequence, count) -> count == 1 ? null : count - 1);
    }

    /** All is looked at anew; nobody may look meanwhile. */
    synchronized void clear() {
        size = 0;
        seen = 0;
        forgotten = 0;
    }

    private void forget(long through) {
        int kept = 0;
        while (kept < size && sequences[kept] <= through) {
            kept++;
        }
        if (kept == size) {
            size = 0;
            forgotten = Math.max(forgotten, through);
            if (sequences.length > 16 * LEAST) {
                resize(LEAST);
            }
        } else if (kept > size / 2) {
            size -= kept;
            forgotten = Math.max(forgotten, through);
            System.arraycopy(sequences, kept, sequences, 0, size);
            System.arraycopy(seconds, kept, seconds, 0, size);
            System.arraycopy(nanos, kept, nanos, 0, size);
            System.arraycopy(logIds, kept, logIds, 0, size);
            System.arraycopy(site, kept, site, 0, size);
            System.arraycopy(kind, kept, kind, 0, size);
            System.arraycopy(user, kept, user, 0, size);
            System.arraycopy(grade, kept, grade, 0, size);
        }
    }

    private void add(QueuedEvent queued) {
        if (size == sequences.length) {
            resize(2 * size);
        }
        Event event = queued.event();
        Integer number = IndexTables.user(event.user());
        sequences[size] = queued.sequence();
        seconds[size] = event.timestamp().toEpochSecond();
        nanos[size] = event.timestamp().getNano();
        logIds[size] = LogFields.logId(queued);
        site[size] = (short) sites.numberOf(event.site());
        kind[size] = (short) kinds.numberOf(Kind.of(event));
        user[size] = number == null ? 0 : number;
        grade[size] = (byte) IndexTables.grade(event.severity());
        size++;
    }

    private void resize(int length) {
        sequences = Arrays.copyOf(sequences, length);
        seconds = Arrays.copyOf(seconds, length);
        nanos = Arrays.copyOf(nanos, length);
        logIds = Arrays.copyOf(logIds, length);
        site = Arrays.copyOf(site, length);
        kind = Arrays.copyOf(kind, length);
        user = Arrays.copyOf(user, length);
        grade = Arrays.copyOf(grade, length);
    }

    private synchronized List<LogKey> first(Look look, LogKey from, int atMost) {
        LogQuery query = look.query;
        LogOrder order = look.order;
        BitSet wantedSites =
                numbers(sites, name -> query.sites().isEmpty() || query.sites().contains(name));
        BitSet wantedKinds = numbers(kinds, word -> query.fitsKind(Kind.example(word)));
        var best = new Best(order, atMost);
        for (int i = 0; i < size; i++) {
            if (sequences[i] > look.after
                    && wantedSites.get(site[i])
                    && wantedKinds.get(kind[i])
                    && (query.user() == null || user[i] == query.user().hashCode())
                    && isGrave(query, grade[i])) {
                best.offer(key(order, i), from);
            }
        }
        return best.sorted();
    }

    private static boolean isGrave(LogQuery query, byte grade) {
        if (query.severity() == null) {
            return true;
        }
        int wanted = IndexTables.grade(query.severity().severity());
        return query.severity().orGraver() ? grade <= wanted : grade == wanted;
    }

    private LogKey key(LogOrder order, int i) {
        long tie = switch (order.by()) {
            case TIME -> nanos[i];
            case LOG_ID -> logIds[i];
            case SEQUENCE -> sequences[i];
        };
        return new LogKey(seconds[i], tie, sequences[i]);
    }

    private static BitSet numbers(Words words, Predicate<String> test) {
        var numbers = new BitSet();
        numbers.set(Words.OTHERS);
        for (Map.Entry<String, Integer> word : words.all().entrySet()) {
            if (test.test(word.getKey())) {
                numbers.set(word.getValue());
            }
        }
        return numbers;
    }
}

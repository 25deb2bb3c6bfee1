package io.mirrorlog.agent.queue.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Severity;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TailTest {

    private static final OffsetDateTime TIME = OffsetDateTime.parse("2026-11-21T20:16:00Z");
    private static final int SIZE_OF_EMPTY = Bodies.body(event("")).length;

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    /** Against what would be there if memory had no end: the same events, without gaps, up to the youngest. */
    @ParameterizedTest
    @MethodSource("seeds")
    void holdsTheYoungestWithoutGaps(long seed) {
        var random = new Random(seed);
        var tail = new Tail(2_000 + random.nextInt(8_000));
        var all = new TreeMap<Long, Event>();
        long last = random.nextInt(100);
        for (int commit = 0; commit < 200; commit++) {
            var events = new ArrayList<Event>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                events.add(event("x".repeat(1 + random.nextInt(random.nextInt(20) == 0 ? 3_000 : 200))));
            }
            for (Event event : events) {
                all.put(++last, event);
            }
            tail.add(stored(last - events.size() + 1, events));
            if (random.nextInt(30) == 0) {
                long purged = all.firstKey() + random.nextInt(all.size());
                tail.dropThrough(purged);
                all.headMap(purged, true).clear();
            }
            long after = last - random.nextInt(40);
            List<QueuedEvent> found = tail.after(after, 1 + random.nextInt(30), 1 + random.nextInt(4_000));
            if (found != null) {
                long next = after;
                for (QueuedEvent event : found) {
                    assertThat(event.sequence()).isEqualTo(++next);
                    assertThat(event.event()).isEqualTo(all.get(next));
                }
                assertThat(found.isEmpty()).isEqualTo(after >= last);
            }
        }
        assertThat(last).isGreaterThan(1_000);
    }

    @Test
    void holdsAsManyAsFit() {
        var tail = new Tail(10 * SIZE_OF_EMPTY + 10);
        for (int i = 1; i <= 25; i++) {
            tail.add(stored(i, List.of(event("x"))));
        }
        assertThat(tail.after(14, 100, 1 << 20)).isNull();
        assertThat(sequences(tail.after(15, 100, 1 << 20)))
                .containsExactly(16L, 17L, 18L, 19L, 20L, 21L, 22L, 23L, 24L, 25L);
        assertThat(sequences(tail.after(15, 3, 1 << 20))).containsExactly(16L, 17L, 18L);
        assertThat(sequences(tail.after(15, 100, 1))).containsExactly(16L);
        assertThat(sequences(tail.after(15, 100, 2L * (SIZE_OF_EMPTY + 1)))).containsExactly(16L, 17L);
        assertThat(tail.after(25, 100, 1 << 20)).isEmpty();
    }

    @Test
    void letsGoOfAllInFrontOfWhatIsTooLarge() {
        var tail = new Tail(1_000);
        tail.add(stored(1, List.of(event("x"), event("y".repeat(1_000)), event("z"))));
        assertThat(tail.after(1, 9, 9_999)).isNull();
        assertThat(sequences(tail.after(2, 9, 9_999))).containsExactly(3L);
    }

    @Test
    void mayHoldNothing() {
        var tail = new Tail(0);
        tail.add(stored(1, List.of(event("x"))));
        assertThat(tail.after(0, 9, 9_999)).isNull();
    }

    private static List<Long> sequences(@Nullable List<QueuedEvent> events) {
        assertThat(events).isNotNull();
        return events.stream().map(QueuedEvent::sequence).toList();
    }

    private static List<Stored> stored(long first, List<Event> events) {
        var bodies = new Bodies(0);
        events.forEach(bodies::add);
        var stored = new ArrayList<Stored>();
        for (int i = 0; i < events.size(); i++) {
            stored.add(new Stored(first + i, 4711, bodies, i));
        }
        return stored;
    }

    private static Event event(String more) {
        return new Event(TIME, "shop", Severity.LOW, "m" + more, null, null, null, null, Event.NONE, Event.NONE);
    }
}

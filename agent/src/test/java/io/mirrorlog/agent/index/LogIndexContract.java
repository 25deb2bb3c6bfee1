package io.mirrorlog.agent.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.QueuedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link LogIndex} does, whatever it does behind. */
abstract class LogIndexContract {

    private static final int QUESTIONS = 40;

    final RetainedEvents retained = new RetainedEvents();

    /** The one under test, over {@link #retained}; asked for once. */
    abstract LogIndex index() throws Exception;

    /** A moment for it to do something behind; after each few events, with the number of the moment. */
    void behind(int moment) throws Exception {}

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 5);
    }

    static List<QueuedEvent> pages(LogIndex index, LogQuery query, LogOrder order, int limit) {
        List<QueuedEvent> all = new ArrayList<>();
        LogKey next = order.start();
        while (next != null) {
            LogIndex.Found page = index.find(query, order, next, limit);
            assertThat(page.events()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page.events());
            next = page.next();
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void findsWhatTheSlowWayFindsInItsOrder(long seed) throws Exception {
        var samples = new LogSamples(seed);
        LogIndex index = index();
        for (int i = 0; i < 400; i++) {
            retained.add(samples.event());
            if (i % 50 == 49) {
                behind(i / 50);
            }
        }
        retained.removeBelow(20);
        retained.remove(33);

        for (int i = 0; i < QUESTIONS; i++) {
            LogQuery query = samples.query();
            LogOrder order = samples.order();
            int limit = 1 + samples.random().nextInt(60);
            assertThat(pages(index, query, order, limit))
                    .as("%s %s by %s", query, order, limit)
                    .isEqualTo(retained.sorted(query, order));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void beginsWithAnyPlaceThatIncluded(long seed) throws Exception {
        var samples = new LogSamples(seed);
        LogIndex index = index();
        for (int i = 0; i < 150; i++) {
            retained.add(samples.event());
        }
        behind(0);

        for (int i = 0; i < QUESTIONS; i++) {
            LogOrder order = samples.order();
            List<QueuedEvent> all = retained.sorted(LogQuery.ALL, order);
            LogKey key = order.keyOf(all.get(samples.random().nextInt(all.size())));
            LogKey from = order.at(key.second(), key.tie());
            List<QueuedEvent> behind = all.stream()
                    .filter(queued -> order.compare(order.keyOf(queued), from) >= 0)
                    .limit(20)
                    .toList();
            assertThat(index.find(LogQuery.ALL, order, from, 20).events())
                    .as("%s from %s", order, from)
                    .isEqualTo(behind);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void skipsNothingAndRepeatsNothingWhileEventsArrive(long seed) throws Exception {
        var samples = new LogSamples(seed);
        LogIndex index = index();
        for (int i = 0; i < 300; i++) {
            retained.add(samples.event());
        }
        for (int question = 0; question < 6; question++) {
            LogQuery query = samples.query();
            LogOrder order = samples.order();
            List<QueuedEvent> before = retained.sorted(query, order);
            List<QueuedEvent> seen = new ArrayList<>();
            for (LogKey next = order.start(); next != null; ) {
                LogIndex.Found page = index.find(query, order, next, 7);
                seen.addAll(page.events());
                next = page.next();
                for (int i = 0; i < 5 && retained.size() < 2_000; i++) {
                    retained.add(samples.event());
                }
                behind(samples.random().nextInt(4));
            }
            assertThat(seen).as("%s %s", query, order).doesNotHaveDuplicates().containsSubsequence(before);
        }
    }

    @Test
    void findsAnEventAsSoonAsItIsThere() throws Exception {
        LogIndex index = index();
        var samples = new LogSamples(3);
        var order = new LogOrder(LogOrder.By.TIME, LogOrder.Direction.NEWEST_FIRST);
        for (int i = 1; i <= 100; i++) {
            retained.add(samples.event());
            assertThat(index.find(LogQuery.ALL, order, order.start(), 1_000).events())
                    .hasSize(i);
            if (i % 7 == 0) {
                behind(i);
            }
        }
    }

    @Test
    void saysThatNothingIsThere() throws Exception {
        var order = new LogOrder(LogOrder.By.LOG_ID, LogOrder.Direction.OLDEST_FIRST);

        LogIndex.Found page = index().find(LogQuery.ALL, order, order.start(), 5);

        assertThat(page.events()).isEmpty();
        assertThat(page.next()).isNull();
    }
}

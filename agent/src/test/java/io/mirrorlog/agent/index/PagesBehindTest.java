package io.mirrorlog.agent.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.connector.Event;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What readers are given while much has arrived that the index has not noted yet. */
class PagesBehindTest {

    private static final Instant BEGIN = Instant.parse("2026-11-22T08:00:00Z");
    private static final LogOrder NEWEST = new LogOrder(LogOrder.By.TIME, LogOrder.Direction.NEWEST_FIRST);
    private static final LogOrder OLDEST = new LogOrder(LogOrder.By.TIME, LogOrder.Direction.OLDEST_FIRST);

    private final RetainedEvents retained = new RetainedEvents();

    @TempDir
    Path folder;

    private SqliteIndex index;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 4);
    }

    @BeforeEach
    void open() {
        index = new SqliteIndex(folder.resolve("index.db"), retained, 64);
    }

    @AfterEach
    void close() {
        index.close();
    }

    /** Ten milliseconds behind each other, some of them earlier or later by a while. */
    private void add(LogSamples samples, int events, int jitterMillis) {
        for (int i = 0; i < events; i++) {
            long millis = 10 * retained.last() + samples.random().nextInt(jitterMillis);
            retained.add(at(samples.event(), BEGIN.plusMillis(millis)));
        }
    }

    private static Event at(Event event, Instant time) {
        return new Event(
                time.atOffset(ZoneOffset.UTC),
                event.site(),
                event.severity(),
                event.message(),
                event.id(),
                event.type(),
                event.action(),
                event.user(),
                event.metadata(),
                event.marks());
    }

    private void noteAll() throws Exception {
        while (index.step() > 0) {
            // goes on
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void areWhatTheSlowWayGives(long seed) throws Exception {
        var samples = new LogSamples(seed);
        int withoutNoting = 0;
        int noted = 0;
        for (int moment = 0; moment < 40; moment++) {
            add(
                    samples,
                    50 + samples.random().nextInt(200),
                    1 + samples.random().nextInt(3_000));
            noteAll();
            add(
                    samples,
                    Retained.STEP + 1 + samples.random().nextInt(200),
                    1 + samples.random().nextInt(3_000));
            LogQuery query = samples.query();
            LogOrder order = samples.order();
            LogKey from = from(samples, order);
            int limit = 1 + samples.random().nextInt(40);

            LogIndex.Found page = index.find(query, order, from, limit);

            List<?> all = retained.sorted(query, order).stream()
                    .filter(queued -> order.compare(order.keyOf(queued), from) >= 0)
                    .toList();
            assertThat(page.events())
                    .as("%s %s from %s by %s", query, order, from, limit)
                    .isEqualTo(all.subList(0, Math.min(limit, all.size())));
            assertThat(page.next() != null).isEqualTo(all.size() > limit);
            if (index.standing().behind() > 0) {
                withoutNoting++;
            } else {
                noted++;
            }
        }
        assertThat(withoutNoting).as("pages apart from what came").isGreaterThan(5);
        assertThat(noted).as("pages on which it may stand").isGreaterThan(5);
    }

    private LogKey behindTheNewest(int events) {
        return Objects.requireNonNull(
                index.find(LogQuery.ALL, NEWEST, NEWEST.start(), events).next());
    }

    private LogKey from(LogSamples samples, LogOrder order) {
        if (samples.random().nextInt(4) == 0) {
            return order.start();
        }
        long sequence = 1L + samples.random().nextInt((int) retained.last());
        return order.keyOf(retained.after(sequence - 1, 1).get(0));
    }

    @Test
    void needNoNotesOfWhatCameAfterThem() throws Exception {
        var samples = new LogSamples(1);
        add(samples, 300, 1);
        noteAll();
        LogKey next = behindTheNewest(100);
        add(samples, Retained.STEP + 1, 1);

        assertThat(index.find(LogQuery.ALL, NEWEST, next, 100).events())
                .extracting(queued -> queued.sequence())
                .startsWith(200L)
                .hasSize(100);
        assertThat(index.find(LogQuery.ALL, OLDEST, OLDEST.start(), 299).events())
                .hasSize(299);
        assertThat(index.standing().position()).isEqualTo(300);
    }

    @Test
    void areWaitedForWhereTheNewestAreAsked() throws Exception {
        var samples = new LogSamples(1);
        add(samples, 300, 1);
        noteAll();
        add(samples, Retained.STEP + 1, 1);

        assertThat(index.find(LogQuery.ALL, NEWEST, NEWEST.start(), 1)
                        .events()
                        .get(0)
                        .sequence())
                .isEqualTo(retained.last());
    }

    @Test
    void haveWhatCameLateAmongThem() throws Exception {
        var samples = new LogSamples(1);
        add(samples, 300, 1);
        noteAll();
        LogKey next = behindTheNewest(100);
        add(samples, Retained.STEP, 1);
        retained.add(at(samples.event(), BEGIN.plusMillis(10 * 150 + 5)));

        assertThat(index.find(LogQuery.ALL, NEWEST, next, 100).events())
                .as("the last that came stands between others")
                .extracting(queued -> queued.sequence())
                .contains(retained.last());
    }

    @Test
    void areWaitedForWhereNobodyKnowsTheTimesOfWhatCame() throws Exception {
        var samples = new LogSamples(1);
        add(samples, 300, 1);
        noteAll();
        LogKey next = behindTheNewest(100);
        add(samples, Retained.STEP + 1, 1);
        retained.forgetTimes();

        assertThat(index.find(LogQuery.ALL, NEWEST, next, 100).events()).hasSize(100);
        assertThat(index.standing().position()).isEqualTo(retained.last());
    }

    @Test
    void needNoNotesOfWhatNobodyAsksFor() throws Exception {
        var samples = new LogSamples(1);
        add(samples, 300, 1);
        noteAll();
        add(samples, Retained.STEP + 1, 1);
        LogQuery past = LogQuery.asking().until(BEGIN.plusMillis(10 * 300 - 1)).query();

        assertThat(index.find(past, NEWEST, NEWEST.start(), 500).events()).hasSize(300);
        assertThat(index.standing().position()).isEqualTo(300);

        LogQuery touching =
                LogQuery.asking().until(BEGIN.plusMillis(10 * 300 + 1)).query();
        assertThat(index.find(touching, NEWEST, NEWEST.start(), 500).events()).hasSize(301);
    }

    @Test
    void needNoNotesOfOlderOnesThatCameLate() throws Exception {
        var samples = new LogSamples(1);
        add(samples, 300, 1);
        noteAll();
        for (int i = 0; i <= Retained.STEP; i++) {
            retained.add(at(samples.event(), BEGIN.minusSeconds(i + 1L)));
        }

        assertThat(index.find(LogQuery.ALL, NEWEST, NEWEST.start(), 299).events())
                .hasSize(299);
        assertThat(index.standing().position()).isEqualTo(300);
        assertThat(index.find(LogQuery.ALL, NEWEST, NEWEST.start(), 301).events())
                .hasSize(301);
    }

    @Test
    void haveNothingTwiceWhileABlockIsFiled() throws Exception {
        try (IndexFile file = IndexFile.open(folder.resolve("other.db"))) {
            var samples = new LogSamples(1);
            add(samples, 4, 1);
            List<QueuedEvent> events = retained.after(0, 4);
            var first = new OpenBlock(2, file.sites(), file.kinds());
            events.subList(0, 2).forEach(first::add);
            file.add(first.seen(), events.get(1));
            var second = new OpenBlock(2, file.sites(), file.kinds());
            events.subList(2, 4).forEach(second::add);
            var view = new View(file, file.spans(), second.seen(), 4);
            file.add(second.seen(), events.get(3));

            assertThat(view.filedAnew().filed()).containsExactly(first.seen().span());
            assertThat(view.filedAnew().open().span()).isEqualTo(second.seen().span());
        }
    }
}

package io.mirrorlog.agent.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.config.MediaWikiSettings;
import io.mirrorlog.agent.intake.LogEventsIntake;
import io.mirrorlog.agent.intake.RefusedEvents;
import io.mirrorlog.agent.poll.FakeWiki.Fault;
import io.mirrorlog.agent.poll.WikiStanding.State;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Secret;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PollerTest {

    private static final Duration OVERLAP = Duration.ofMinutes(1);
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    /** The process dies. */
    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final List<OwnEvent> told = new ArrayList<>();
    private FakeWiki wiki;
    private RefusedEvents refusals;
    private LogEventsIntake intake;
    private MediaWikiSettings.@Nullable Login login;
    private Start start = new Start.Now();

    @BeforeEach
    void open() throws Exception {
        wiki = new FakeWiki(clock);
        refusals = new RefusedEvents(folder.resolve("refused"), clock);
        intake = new LogEventsIntake(queue, refusals, "agent", clock);
    }

    @AfterEach
    void close() {
        assertThat(wiki.violations()).isEmpty();
        wiki.close();
        refusals.close();
        queue.close();
    }

    private MediaWikiSettings settings() {
        return new MediaWikiSettings(
                "enwiki",
                URI.create(wiki.api()),
                Duration.ofSeconds(30),
                start,
                OVERLAP,
                login,
                null,
                "admin@wiki.example",
                5,
                false,
                Duration.ofSeconds(20),
                null,
                null);
    }

    private Poller poller() {
        return poller(intake::take);
    }

    private Poller poller(EntryTaker taker) {
        MediaWikiSettings settings = settings();
        var means = new Pollers.Means(folder.resolve("mediawiki"), taker, "1.2.3", clock, () -> 0.5);
        return new Poller(settings, means, new WikiWitness("enwiki", told::add, clock));
    }

    /** One round, and the rest behind it. */
    private Duration round(Poller poller) throws InterruptedException {
        Duration rest = poller.round();
        clock.advance(rest);
        return rest;
    }

    private List<Event> mirrored() {
        return queue.readForward(0, 100_000).stream().map(QueuedEvent::event).toList();
    }

    private List<Long> mirroredIds() {
        return mirrored().stream()
                .map(event -> Long.valueOf(Objects.requireNonNull(event.id()).text()))
                .toList();
    }

    @Test
    void leavesAnEntryAloneUntilItsTagsAreThere() throws Exception {
        try (Poller poller = poller()) {
            round(poller);
            Instant wikiTime = clock.instant().plus(FakeWiki.AHEAD);
            long older = wiki.add(wikiTime.minusSeconds(2));
            long young = wiki.add(wikiTime.minusSeconds(1));
            long now = wiki.add(wikiTime);

            round(poller);
            assertThat(mirroredIds()).containsExactly(older);
            wiki.tag(young, "late");
            wiki.tag(now, "later");
            round(poller);
            round(poller);

            assertThat(mirroredIds()).containsExactly(older, young, now);
            assertThat(mirrored().get(1).metadata()).contains("\"tags\":[\"late\"]");
            assertThat(mirrored().get(2).metadata()).contains("\"tags\":[\"later\"]");
        }
    }

    @Test
    void mirrorsWhatTheLogTellsFromNowOn() throws Exception {
        wiki.add(START.minusSeconds(1));
        try (Poller poller = poller()) {
            assertThat(round(poller)).isEqualTo(Duration.ofSeconds(30));
            wiki.add(clock.instant());
            round(poller);
            round(poller);

            assertThat(mirrored()).singleElement().satisfies(event -> {
                assertThat(event.site()).isEqualTo("enwiki");
                assertThat(event.message()).isEqualTo("Ünal move Page 2: why not");
                assertThat(event.metadata()).contains("\"params\":{\"n\":1.0}");
            });
            assertThat(poller.standing().state()).isEqualTo(State.LIVE);
            assertThat(poller.standing().taken()).isEqualTo(1);
            assertThat(wiki.requests().get(0)).containsEntry("maxlag", "5");
        }
    }

    @Test
    void takesEntriesOfOneSecondOnceThoughPagesAndRoundsEndWithinIt() throws Exception {
        wiki.pages(2);
        try (Poller poller = poller()) {
            for (int i = 0; i < 5; i++) {
                wiki.add(START);
            }
            round(poller);
            wiki.add(START);
            round(poller);

            assertThat(mirroredIds()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        }
    }

    @Test
    void findsAnEntryThatAppearsBehindYoungerOnesAndGoesOnAfterARestartWhereItWas() throws Exception {
        long late = wiki.begin();
        try (Poller poller = poller()) {
            round(poller);
            wiki.add(START.plusSeconds(5));
            round(poller);
        }
        wiki.commit(late, START);
        wiki.add(clock.instant());
        wiki.tag(2, "changed meanwhile");
        try (Poller poller = poller()) {
            round(poller);
        }

        assertThat(mirroredIds()).containsExactly(2L, 1L, 3L);
    }

    @Test
    void anEntryAheadOfTheWikisClockHidesNoneBeforeIt() throws Exception {
        try (Poller poller = poller()) {
            wiki.add(START.plus(Duration.ofDays(1000)));
            round(poller);
            wiki.add(clock.instant());
            round(poller);
            wiki.add(clock.instant());
            round(poller);

            assertThat(mirroredIds()).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void beginsWhereItShould() throws Exception {
        for (int i = 5; i > 0; i--) {
            wiki.add(START.minusSeconds(i * 1000L));
        }
        start = new Start.At(START.minusSeconds(3000));
        try (Poller poller = poller()) {
            round(poller);
            assertThat(mirroredIds()).containsExactly(3L, 4L, 5L);
        }
        Files.delete(folder.resolve("mediawiki/enwiki.json"));
        start = new Start.Earliest();
        try (Poller poller = poller()) {
            round(poller);
            assertThat(mirroredIds()).containsExactly(3L, 4L, 5L, 1L, 2L); // the queue knows the others
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void goesOnAfterEachFaultAndHeedsWhatTheWikiWishes(Fault fault) throws Exception {
        try (Poller poller = poller()) {
            round(poller);
            wiki.add(clock.instant());
            wiki.fail(fault);
            Duration rest = round(poller);

            assertThat(rest)
                    .isEqualTo(Duration.ofSeconds(fault == Fault.FORBIDDEN ? 60 : fault == Fault.TOO_MANY ? 90 : 45));
            assertThat(poller.standing().state()).isEqualTo(fault == Fault.FORBIDDEN ? State.FAILED : State.RETRYING);
            assertThat(poller.standing().lastError()).isNotBlank().doesNotContain("<");
            assertThat(mirrored()).isEmpty();

            round(poller);
            assertThat(mirroredIds()).containsExactly(1L);
            assertThat(poller.standing().state()).isEqualTo(State.LIVE);
            assertThat(told).isEmpty();
        }
    }

    @Test
    void asksForFewerEntriesWhereTheyAreLargeAndGoesOnBehindOneThatIsRefused() throws Exception {
        for (int i = 0; i < 4; i++) {
            wiki.tag(wiki.add(START), "x".repeat(800_000));
        }
        wiki.tag(wiki.add(START), "x".repeat(1 << 20));
        try (Poller poller = poller()) {
            round(poller);
            wiki.add(clock.instant());
            round(poller);
            assertThat(poller.standing().failures()).isZero();
        }
        assertThat(mirroredIds()).containsExactly(1L, 2L, 3L, 4L, 6L);
        assertThat(refusals.counts()).isEqualTo(Map.of("enwiki", 1L));
        assertThat(wiki.requests())
                .extracting(request -> request.get("lelimit"))
                .startsWith("500", "125", "31", "7", "1", "2");
    }

    @Test
    void tellsAWikiThatIsAwayForLongAndThatItIsBack() throws Exception {
        try (Poller poller = poller()) {
            round(poller);
            for (int i = 0; i < 8; i++) {
                wiki.fail(Fault.UNAVAILABLE);
                round(poller);
            }
            round(poller);
            round(poller);
        }

        assertThat(told)
                .extracting(event -> event.kind().action())
                .containsExactly("wiki_unreachable", "wiki_reachable");
        assertThat(told.get(0).message())
                .isEqualTo(
                        "enwiki: its log cannot be read: HTTP 503 from 127.0.0.1: Our servers are under maintenance");
    }

    @Test
    void logsInAndAgainWhenTheSessionHasEnded() throws Exception {
        wiki.demand("secret-of-the-bot");
        login = new MediaWikiSettings.Login("Reader@mirror", Secret.of("secret-of-the-bot"));
        wiki.add(START);
        try (Poller poller = poller()) {
            round(poller);
            wiki.endSessions();
            wiki.add(clock.instant());
            round(poller);

            assertThat(mirroredIds()).containsExactly(1L, 2L);
        }
    }

    @Test
    void doesNotInsistOnALoginThatIsRefused() throws Exception {
        wiki.demand("secret-of-the-bot");
        login = new MediaWikiSettings.Login("Reader@mirror", Secret.of("another-secret"));
        try (Poller poller = poller()) {
            assertThat(round(poller)).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
            assertThat(poller.standing().state()).isEqualTo(State.FAILED);
            assertThat(poller.standing().lastError())
                    .contains("Reader@mirror", "Incorrect username or password")
                    .doesNotContain("another-secret");
        }
    }

    @Test
    void doesNotMoveWhileTheQueueTakesNothing() throws Exception {
        wiki.add(START);
        EntryTaker full = (site, entries) -> CompletableFuture.failedFuture(new QueueException("the disk is full"));
        try (Poller poller = poller(full)) {
            round(poller);
            assertThat(poller.standing().lastError()).contains("the disk is full");
        }
        try (Poller poller = poller()) {
            round(poller);
        }
        assertThat(mirroredIds()).containsExactly(1L);
    }

    @Test
    void guessesNotWhereToGoOnWhenItsFileIsDamaged() throws Exception {
        Files.createDirectories(folder.resolve("mediawiki"));
        Files.writeString(folder.resolve("mediawiki/enwiki.json"), "{\"since\":\"2026-03-0");
        wiki.add(START);
        try (Poller poller = poller()) {
            round(poller);
            assertThat(poller.standing().state()).isEqualTo(State.FAILED);
            assertThat(poller.standing().lastError()).contains("enwiki.json does not tell how far the wiki was read");
        }
        assertThat(mirrored()).isEmpty();
        assertThat(wiki.requests()).isEmpty();
    }

    @Test
    void asksTheWikiWhoItIs() throws Exception {
        assertThat(WikiHello.to(settings(), "1.2.3", clock))
                .isEqualTo(new WikiHello(true, "answers as Facts, MediaWiki 1.39.17"));
        wiki.fail(Fault.FORBIDDEN);
        assertThat(WikiHello.to(settings(), "1.2.3", clock))
                .isEqualTo(new WikiHello(false, "it says readapidenied: You need read permission to use this module."));
    }

    /** Ties, late entries, faults, full queues, restarts, and deaths between the commit and the cursor. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void whateverHappensTheMirrorHasEachEntryOnce(long seed) throws Exception {
        var random = new Random(seed);
        wiki.pages(2 + random.nextInt(8));
        for (int i = 0; i < 20; i++) {
            wiki.add(START.minusSeconds(1 + random.nextInt(100)));
        }
        start = random.nextBoolean() ? new Start.Now() : new Start.At(START.minusSeconds(30));
        Instant begin = start instanceof Start.At at ? at.time() : START;
        Map<Long, Instant> open = new HashMap<>();
        Poller poller = poller(unreliable(random));
        for (int step = 0; step < 40; step++) {
            happen(random, open);
            try {
                clock.advance(poller.round().dividedBy(2));
            } catch (Crash e) {
                poller.close();
                poller = poller(unreliable(random));
            }
            if (poller.standing().failures() > 0) {
                clock.advance(Duration.ofMinutes(2));
            }
            if (random.nextInt(6) == 0) {
                poller.close();
                poller = poller(unreliable(random));
            }
        }
        open.forEach(wiki::commit);
        poller.close();
        try (Poller last = poller()) {
            clock.advance(Duration.ofMinutes(2));
            do {
                round(last);
            } while (last.standing().state() != State.LIVE);
        }

        assertThat(mirroredIds()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(wiki.logids(begin));
        assertThat(mirroredIds()).hasSizeGreaterThan(50);
    }

    /** Things that happen on the wiki, and faults of it; nothing commits later than the overlap. */
    private void happen(Random random, Map<Long, Instant> open) {
        Instant now = clock.instant();
        open.entrySet().removeIf(entry -> {
            boolean due = Duration.between(entry.getValue(), now).toSeconds() > 20 || random.nextInt(3) == 0;
            if (due) {
                wiki.commit(entry.getKey(), entry.getValue());
            }
            return due;
        });
        for (int i = random.nextInt(6); i > 0; i--) {
            Instant at = now.minusSeconds(random.nextInt(2));
            if (random.nextInt(4) == 0) {
                open.put(wiki.begin(), at);
            } else {
                wiki.tag(wiki.add(at) - random.nextInt(5), "tag " + random.nextInt(10));
            }
        }
        if (random.nextInt(4) == 0) {
            Fault[] faults = Fault.values();
            wiki.fail(faults[random.nextInt(faults.length)]);
        }
    }

    private EntryTaker unreliable(Random random) {
        return (site, entries) -> switch (random.nextInt(12)) {
            case 0 -> throw new Crash();
            case 1 -> {
                intake.take(site, entries).join();
                throw new Crash();
            }
            case 2 -> CompletableFuture.failedFuture(new QueueException("the queue is full"));
            default -> intake.take(site, entries);
        };
    }
}

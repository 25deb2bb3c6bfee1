package io.mirrorlog.agent.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.config.MediaWikiSettings;
import io.mirrorlog.agent.poll.FakeWiki.Fault;
import io.mirrorlog.agent.poll.WikiStanding.State;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PollerTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    /** The process dies. */
    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @TempDir
    private Path folder;

    private final Set<Long> odd = new HashSet<>();
    private PolledWiki polled;
    private FakeWiki wiki;
    private FakeClock clock;

    @BeforeEach
    void open() throws Exception {
        polled = new PolledWiki(folder);
        wiki = polled.wiki;
        clock = polled.clock;
    }

    @AfterEach
    void close() {
        polled.close();
    }

    @Test
    void leavesAnEntryAloneUntilItsTagsAreThere() throws Exception {
        try (Poller poller = polled.poller()) {
            polled.round(poller);
            Instant wikiTime = clock.instant().plus(FakeWiki.AHEAD);
            long older = wiki.add(wikiTime.minusSeconds(2));
            long young = wiki.add(wikiTime.minusSeconds(1));
            long now = wiki.add(wikiTime);

            polled.round(poller);
            assertThat(polled.mirroredIds()).containsExactly(older);
            wiki.tag(young, "late");
            wiki.tag(now, "later");
            polled.round(poller);
            polled.round(poller);

            assertThat(polled.mirroredIds()).containsExactly(older, young, now);
            assertThat(polled.mirrored().get(1).metadata()).contains("\"tags\":[\"late\"]");
            assertThat(polled.mirrored().get(2).metadata()).contains("\"tags\":[\"later\"]");
        }
    }

    @Test
    void leavesAllThatIsYoungAloneThoughItSettlesWhileTheLogIsRead() throws Exception {
        wiki.pages(1);
        try (Poller poller = polled.poller()) {
            polled.round(poller);
            Instant wikiTime = clock.instant().plus(FakeWiki.AHEAD);
            long older = wiki.add(wikiTime.minusSeconds(2));
            long young = wiki.add(wikiTime);
            long youngToo = wiki.add(wikiTime);
            wiki.slow(Duration.ofSeconds(1));
            polled.round(poller);
            assertThat(polled.mirroredIds()).containsExactly(older);
            polled.round(poller);

            assertThat(polled.mirroredIds()).containsExactly(older, young, youngToo);
        }
    }

    @Test
    void mirrorsWhatTheLogTellsFromNowOn() throws Exception {
        wiki.add(START.minusSeconds(1));
        try (Poller poller = polled.poller()) {
            assertThat(polled.round(poller)).isEqualTo(Duration.ofSeconds(30));
            wiki.add(clock.instant());
            polled.round(poller);
            polled.round(poller);

            assertThat(polled.mirrored()).singleElement().satisfies(event -> {
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
        try (Poller poller = polled.poller()) {
            for (int i = 0; i < 5; i++) {
                wiki.add(START);
            }
            polled.round(poller);
            wiki.add(START);
            polled.round(poller);

            assertThat(polled.mirroredIds()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        }
    }

    @Test
    void findsAnEntryThatAppearsBehindYoungerOnesAndGoesOnAfterARestartWhereItWas() throws Exception {
        long late = wiki.begin();
        try (Poller poller = polled.poller()) {
            polled.round(poller);
            wiki.add(START.plusSeconds(5));
            polled.round(poller);
        }
        wiki.commit(late, START);
        wiki.add(clock.instant());
        wiki.tag(2, "changed meanwhile");
        try (Poller poller = polled.poller()) {
            polled.round(poller);
        }

        assertThat(polled.mirroredIds()).containsExactly(2L, 1L, 3L);
    }

    @Test
    void anEntryAheadOfTheWikisClockHidesNoneBeforeIt() throws Exception {
        try (Poller poller = polled.poller()) {
            wiki.add(START.plus(Duration.ofDays(1000)));
            polled.round(poller);
            wiki.add(clock.instant());
            polled.round(poller);
            wiki.add(clock.instant());
            polled.round(poller);

            assertThat(polled.mirroredIds()).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void goesOnAfterARestartALittleBeforeTheYoungestThatItTook() throws Exception {
        try (Poller poller = polled.poller()) {
            polled.round(poller);
            clock.advance(Duration.ofDays(2));
            wiki.add(clock.instant());
            polled.round(poller);
        }
        Instant youngest = clock.instant().minus(polled.every).truncatedTo(ChronoUnit.SECONDS);
        try (Poller poller = polled.poller()) {
            polled.round(poller);
            assertThat(wiki.requests().get(2))
                    .containsEntry("lestart", youngest.minus(PolledWiki.OVERLAP).toString());
            assertThat(poller.standing().taken()).isZero();
        }
    }

    /** Else an entry that appears late in it would be found only at its end. */
    @Test
    void beginsAgainNowAndThenInALongBacklog() throws Exception {
        for (int i = 0; i < 20_600; i++) {
            wiki.add(START.minusSeconds(30_000 - i));
        }
        polled.start = new Start.Earliest();
        List<String> took = new ArrayList<>();
        EntryTaker taker = (site, entries, marks) -> {
            took.addAll(entries);
            return CompletableFuture.completedFuture(null);
        };
        try (Poller poller = polled.poller(taker)) {
            assertThat(polled.round(poller)).isZero();
            assertThat(poller.standing())
                    .returns(State.CATCHING_UP, WikiStanding::state)
                    .returns(20_000L, WikiStanding::taken)
                    .returns(null, WikiStanding::lastSuccess);
            long late = wiki.add(START.minusSeconds(10_010)); // behind what was taken already, by half a minute
            assertThat(polled.round(poller)).isPositive();

            assertThat(poller.standing().state()).isEqualTo(State.LIVE);
            assertThat(took).doesNotHaveDuplicates().hasSize(20_601);
            assertThat(took.get(20_000)).startsWith("{\"logid\":" + late + ",");
        }
    }

    @Test
    void stopsInPlainSightWhereTheLogIsNotInOrder() throws Exception {
        wiki.add(START);
        wiki.add(START.plusSeconds(1));
        wiki.behave(FakeWiki.Oddity.BACKWARDS);
        try (Poller poller = polled.poller()) {
            polled.round(poller);
            assertThat(poller.standing().state()).isEqualTo(State.FAILED);
            assertThat(poller.standing().lastError()).contains("not in the order of their times");
            assertThat(polled.mirrored()).isEmpty();
        }
    }

    @Test
    void stopsInPlainSightWhereTheLogNeverEnds() throws Exception {
        wiki.pages(1);
        wiki.add(START);
        wiki.add(START);
        wiki.behave(FakeWiki.Oddity.ENDLESS);
        try (Poller poller = polled.poller()) {
            polled.round(poller);
            assertThat(poller.standing().state()).isEqualTo(State.FAILED);
            assertThat(poller.standing().lastError()).contains("then it is the same again");
            assertThat(wiki.requests()).hasSize(2);
        }
    }

    @Test
    void asksAWikiThatIsReadRarelyNoOftenerWhenItIsAway() throws Exception {
        polled.every = Duration.ofHours(2);
        try (Poller poller = polled.poller()) {
            wiki.fail(Fault.UNAVAILABLE);
            assertThat(polled.round(poller)).isGreaterThanOrEqualTo(Duration.ofHours(2));
        }
    }

    @Test
    void beginsWhereItShould() throws Exception {
        for (int i = 5; i > 0; i--) {
            wiki.add(START.minusSeconds(i * 1000L));
        }
        polled.start = new Start.At(START.minusSeconds(3000));
        try (Poller poller = polled.poller()) {
            polled.round(poller);
            assertThat(polled.mirroredIds()).containsExactly(3L, 4L, 5L);
        }
        Files.delete(folder.resolve("mediawiki/enwiki.json"));
        polled.start = new Start.Earliest();
        try (Poller poller = polled.poller()) {
            polled.round(poller);
            assertThat(polled.mirroredIds()).containsExactly(3L, 4L, 5L, 1L, 2L); // the queue knows the others
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"BUG", "CRASH"}) // of which an entry may be the cause
    void goesOnAfterEachFaultAndHeedsWhatTheWikiWishes(Fault fault) throws Exception {
        try (Poller poller = polled.poller()) {
            polled.round(poller);
            wiki.add(clock.instant());
            wiki.fail(fault);
            Duration rest = polled.round(poller);

            assertThat(rest)
                    .isEqualTo(Duration.ofSeconds(fault == Fault.FORBIDDEN ? 60 : fault == Fault.TOO_MANY ? 90 : 45));
            assertThat(poller.standing().state()).isEqualTo(fault == Fault.FORBIDDEN ? State.FAILED : State.RETRYING);
            assertThat(poller.standing().lastError()).isNotBlank().doesNotContain("<");
            assertThat(polled.mirrored()).isEmpty();

            polled.round(poller);
            assertThat(polled.mirroredIds()).containsExactly(1L);
            assertThat(poller.standing().state()).isEqualTo(State.LIVE);
            assertThat(polled.told).isEmpty();
        }
    }

    @Test
    void asksForFewerEntriesWhereTheyAreLargeAndGoesOnBehindOneThatIsRefused() throws Exception {
        for (int i = 0; i < 4; i++) {
            wiki.tag(wiki.add(START), "x".repeat(800_000));
        }
        wiki.tag(wiki.add(START), "x".repeat(1 << 20));
        try (Poller poller = polled.poller()) {
            polled.round(poller);
            wiki.add(clock.instant());
            polled.round(poller);
            assertThat(poller.standing().failures()).isZero();
        }
        assertThat(polled.mirroredIds()).containsExactly(1L, 2L, 3L, 4L, 6L);
        assertThat(polled.refusals.counts()).isEqualTo(Map.of("enwiki", 1L));
        assertThat(wiki.requests())
                .extracting(request -> request.get("lelimit"))
                .startsWith("500", "500", "125", "125", "31", "31", "7", "7", "1", "2");
    }

    @Test
    void tellsAWikiThatIsAwayForLongAndThatItIsBack() throws Exception {
        try (Poller poller = polled.poller()) {
            polled.round(poller);
            for (int i = 0; i < 8; i++) {
                wiki.fail(Fault.UNAVAILABLE);
                polled.round(poller);
            }
            polled.round(poller);
            polled.round(poller);
        }

        assertThat(polled.told)
                .extracting(event -> event.kind().action())
                .containsExactly("wiki_unreachable", "wiki_reachable");
        assertThat(polled.told.get(0).message())
                .isEqualTo(
                        "enwiki: its log cannot be read: HTTP 503 from 127.0.0.1: Our servers are under maintenance");
    }

    @Test
    void logsInAndAgainWhenTheSessionHasEnded() throws Exception {
        wiki.demand("secret-of-the-bot");
        polled.login = new MediaWikiSettings.Login("Reader@mirror", Secret.of("secret-of-the-bot"));
        wiki.add(START);
        try (Poller poller = polled.poller()) {
            polled.round(poller);
            wiki.endSessions();
            wiki.add(clock.instant());
            polled.round(poller);

            assertThat(polled.mirroredIds()).containsExactly(1L, 2L);
        }
    }

    @Test
    void doesNotInsistOnALoginThatIsRefused() throws Exception {
        wiki.demand("secret-of-the-bot");
        polled.login = new MediaWikiSettings.Login("Reader@mirror", Secret.of("another-secret"));
        try (Poller poller = polled.poller()) {
            assertThat(polled.round(poller)).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
            assertThat(poller.standing().state()).isEqualTo(State.FAILED);
            assertThat(poller.standing().lastError())
                    .contains("Reader@mirror", "Incorrect username or password")
                    .doesNotContain("another-secret");
        }
    }

    @Test
    void doesNotMoveWhileTheQueueTakesNothing() throws Exception {
        wiki.add(START);
        EntryTaker full =
                (site, entries, marks) -> CompletableFuture.failedFuture(new QueueException("the disk is full"));
        try (Poller poller = polled.poller(full)) {
            polled.round(poller);
            assertThat(poller.standing().lastError()).contains("the disk is full");
        }
        try (Poller poller = polled.poller()) {
            polled.round(poller);
        }
        assertThat(polled.mirroredIds()).containsExactly(1L);
    }

    @Test
    void guessesNotWhereToGoOnWhenItsFileIsDamaged() throws Exception {
        Files.createDirectories(folder.resolve("mediawiki"));
        Files.writeString(folder.resolve("mediawiki/enwiki.json"), "{\"since\":\"2026-03-0");
        wiki.add(START);
        try (Poller poller = polled.poller()) {
            polled.round(poller);
            assertThat(poller.standing().state()).isEqualTo(State.FAILED);
            assertThat(poller.standing().lastError()).contains("enwiki.json does not tell how far the wiki was read");
        }
        assertThat(polled.mirrored()).isEmpty();
        assertThat(wiki.requests()).isEmpty();
    }

    @Test
    void asksTheWikiWhoItIs() throws Exception {
        assertThat(WikiHello.to(polled.settings(), "1.2.3", clock))
                .isEqualTo(new WikiHello(true, "answers as Facts, MediaWiki 1.39.17"));
        wiki.fail(Fault.FORBIDDEN);
        assertThat(WikiHello.to(polled.settings(), "1.2.3", clock))
                .isEqualTo(new WikiHello(false, "it says readapidenied: You need read permission to use this module."));
    }

    /** Ties, late entries, entries that the wiki does not tell whole, faults, full queues, restarts, and deaths between the commit and the cursor. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void whateverHappensTheMirrorHasEachEntryOnce(long seed) throws Exception {
        var random = new Random(seed);
        wiki.pages(2 + random.nextInt(8));
        wiki.results(random.nextBoolean() ? 800 : 8_000);
        for (int i = 0; i < 20; i++) {
            wiki.add(START.minusSeconds(1 + random.nextInt(100)));
        }
        polled.start = random.nextBoolean() ? new Start.Now() : new Start.At(START.minusSeconds(30));
        Instant begin = polled.start instanceof Start.At at ? at.time() : START;
        Map<Long, Instant> open = new HashMap<>();
        Poller poller = polled.poller(unreliable(random));
        for (int step = 0; step < 40; step++) {
            happen(random, open);
            try {
                clock.advance(poller.round().dividedBy(2));
            } catch (Crash e) {
                poller.close();
                poller = polled.poller(unreliable(random));
            }
            if (poller.standing().failures() > 0) {
                clock.advance(Duration.ofMinutes(2));
            }
            if (random.nextInt(6) == 0) {
                poller.close();
                poller = polled.poller(unreliable(random));
            }
        }
        open.forEach(wiki::commit);
        poller.close();
        try (Poller last = polled.poller()) {
            clock.advance(Duration.ofMinutes(2));
            do {
                polled.round(last);
            } while (last.standing().state() != State.LIVE);
        }

        assertThat(polled.mirrored().stream().filter(event -> !event.marks().equals("{}")))
                .extracting(
                        event -> Long.valueOf(Objects.requireNonNull(event.id()).text()))
                .isNotEmpty()
                .isSubsetOf(odd);
        assertThat(polled.mirroredIds())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(wiki.logids(begin));
        assertThat(polled.mirroredIds()).hasSizeGreaterThan(50);
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
                long logid = wiki.add(at);
                wiki.tag(logid - random.nextInt(5), "tag " + random.nextInt(10));
                if (random.nextInt(4) == 0) {
                    wiki.change(logid, entry -> odd(entry, random));
                    odd.add(logid);
                }
            }
        }
        if (random.nextInt(4) == 0) {
            Fault[] faults = Fault.values();
            wiki.fail(faults[random.nextInt(faults.length)]);
        }
    }

    /** One that the wiki may not tell whole. */
    private static FakeEntry odd(FakeEntry entry, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> entry.asBroken();
            case 1 -> entry.with("x".repeat(900));
            default -> entry.commented("x".repeat(900));
        };
    }

    private EntryTaker unreliable(Random random) {
        return (site, entries, marks) -> switch (random.nextInt(12)) {
            case 0 -> throw new Crash();
            case 1 -> {
                polled.intake.take(site, entries, marks).join();
                throw new Crash();
            }
            case 2 -> CompletableFuture.failedFuture(new QueueException("the queue is full"));
            default -> polled.intake.take(site, entries, marks);
        };
    }
}

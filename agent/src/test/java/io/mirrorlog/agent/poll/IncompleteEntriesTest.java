package io.mirrorlog.agent.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.poll.FakeWiki.Fault;
import io.mirrorlog.agent.poll.WikiStanding.State;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.connector.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries that a wiki does not tell whole: too long for it or for the agent, or such that its own code fails over them. */
class IncompleteEntriesTest {

    private static final String LONG = "x".repeat(10_000);

    @TempDir
    private Path folder;

    private PolledWiki polled;
    private FakeWiki wiki;
    private FakeClock clock;
    private Instant now;

    @BeforeEach
    void open() throws Exception {
        polled = new PolledWiki(folder);
        wiki = polled.wiki;
        clock = polled.clock;
        now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        wiki.results(8_192);
    }

    @AfterEach
    void close() {
        polled.close();
    }

    private long add(UnaryOperator<FakeEntry> changed) {
        long logid = wiki.add(clock.instant());
        wiki.change(logid, changed);
        return logid;
    }

    private Event mirrored(long logid) {
        return polled.mirrored().get(polled.mirroredIds().indexOf(logid));
    }

    private List<Map<String, String>> requestsOf(Poller poller) throws InterruptedException {
        int before = wiki.requests().size();
        polled.round(poller);
        return wiki.requests().subList(before, wiki.requests().size());
    }

    static Stream<Arguments> longOnes() {
        UnaryOperator<FakeEntry> params = entry -> entry.with(LONG);
        UnaryOperator<FakeEntry> comment = entry -> entry.commented(LONG);
        UnaryOperator<FakeEntry> all = entry -> entry.with(LONG).commented(LONG);
        UnaryOperator<FakeEntry> tags = entry -> entry.tagged(LONG);
        UnaryOperator<FakeEntry> longerThanAnAnswer = entry -> entry.with("x".repeat(3 << 20));
        return Stream.of(
                Arguments.of(8_192, params, "{\"incomplete\":[\"params\"]}"),
                Arguments.of(8_192, comment, "{\"incomplete\":[\"comment\"]}"),
                Arguments.of(8_192, all, "{\"incomplete\":[\"params\",\"comment\",\"tags\"]}"),
                Arguments.of(8_192, tags, "{\"incomplete\":[\"params\",\"comment\",\"tags\"]}"),
                Arguments.of(8 << 20, longerThanAnAnswer, "{\"incomplete\":[\"params\"]}"));
    }

    @ParameterizedTest
    @MethodSource("longOnes")
    void mirrorsAsMuchOfAnEntryAsTheWikiGivesAndGoesOn(int results, UnaryOperator<FakeEntry> changed, String marks)
            throws Exception {
        wiki.results(results);
        wiki.add(now);
        long odd = add(changed);
        wiki.add(now);
        try (Poller poller = polled.poller()) {
            assertThat(polled.round(poller)).isEqualTo(Duration.ofSeconds(30));
            wiki.add(clock.instant());
            polled.round(poller);

            assertThat(polled.mirroredIds()).containsExactly(1L, 2L, 3L, 4L);
            assertThat(polled.mirrored()).extracting(Event::marks).containsExactly("{}", marks, "{}", "{}");
            assertThat(mirrored(odd).message()).startsWith("Ünal move Page 2");
            assertThat(mirrored(odd).metadata())
                    .contains("\"title\":\"Page 2\"")
                    .hasSizeLessThan(500);
            assertThat(mirrored(odd).metadata().contains("\"params\"")).isEqualTo(!marks.contains("params"));
            assertThat(poller.standing())
                    .returns(State.LIVE, WikiStanding::state)
                    .returns(4L, WikiStanding::taken)
                    .returns(1L, WikiStanding::incomplete)
                    .returns(0, WikiStanding::failures);
        }
    }

    @Test
    void tellsThatAnEntryIsIncompleteAndWhyOnce() throws Exception {
        add(entry -> entry.with(LONG));
        try (Poller poller = polled.poller()) {
            assertThat(requestsOf(poller)).hasSize(4);
            polled.round(poller);
        }

        assertThat(polled.told).singleElement().satisfies(event -> {
            assertThat(event.kind().action()).isEqualTo("wiki_entries_incomplete");
            assertThat(event.message())
                    .isEqualTo(
                            "enwiki: entry 1 of " + now
                                    + " is mirrored without params, as the wiki does not tell it whole: it says that an entry"
                                    + " follows, and does not give it: result: This"
                                    + " result was truncated because it would otherwise be larger than the limit of 8,192 bytes.");
            assertThat(event.facts())
                    .startsWith("{\"wiki\":\"enwiki\",\"entries\":1,\"last\":1,\"last_time\":\"" + now
                            + "\",\"missing\":\"params\",\"reason\":\"it says");
        });
    }

    @Test
    void tellsOfAllIncompleteEntriesOfARoundAtOnce() throws Exception {
        for (int i = 0; i < 3; i++) {
            add(entry -> entry.with(LONG));
        }
        try (Poller poller = polled.poller()) {
            polled.round(poller);
        }

        assertThat(polled.told).singleElement().satisfies(event -> {
            assertThat(event.message())
                    .startsWith("enwiki: 3 entries of its log are mirrored in part; the last: entry 3 of");
            assertThat(event.facts()).contains("\"entries\":3,\"last\":3,");
        });
    }

    @Test
    void goesOnBehindAnEntryThatTheWikiFailsOver() throws Exception {
        wiki.add(now);
        long broken = add(FakeEntry::asBroken);
        wiki.add(now);
        try (Poller poller = polled.poller()) {
            polled.round(poller);
            assertThat(poller.standing().state()).isEqualTo(State.RETRYING); // it might have been for a moment
            assertThat(polled.mirroredIds()).containsExactly(1L);
            polled.round(poller);

            assertThat(polled.mirroredIds()).containsExactly(1L, 2L, 3L);
            assertThat(mirrored(broken).marks()).isEqualTo("{\"incomplete\":[\"params\"]}");
            assertThat(mirrored(broken).message()).isEqualTo("Ünal move Page 2: why not");
            assertThat(poller.standing().state()).isEqualTo(State.LIVE);
            assertThat(polled.told)
                    .singleElement()
                    .satisfies(event -> assertThat(event.message())
                            .endsWith(" whole: it says internal_api_error_TypeError: [x] Caught exception of"
                                    + " type TypeError"));
        }
    }

    @Test
    void doesNotRestForEachOfManyEntriesThatTheWikiFailsOver() throws Exception {
        for (int i = 0; i < 20; i++) {
            wiki.add(now);
            add(FakeEntry::asBroken);
        }
        try (Poller poller = polled.poller()) {
            polled.round(poller);
            assertThat(polled.mirroredIds()).containsExactly(1L);
            assertThat(requestsOf(poller)).hasSizeLessThan(150);

            assertThat(polled.mirroredIds()).isEqualTo(wiki.logids(now));
            assertThat(poller.standing().incomplete()).isEqualTo(20);
            add(FakeEntry::asBroken);
            polled.round(poller);
            assertThat(poller.standing().state()).isEqualTo(State.RETRYING); // once more it might be for a moment
        }
    }

    @Test
    void losesNothingOfAnEntryThatTheWikiFailsOverForAWhileOnly() throws Exception {
        long broken = add(FakeEntry::asBroken);
        try (Poller poller = polled.poller()) {
            polled.round(poller);
            wiki.change(broken, entry -> new FakeEntry(broken, entry.timestamp()));
            polled.round(poller);
        }

        assertThat(mirrored(broken).marks()).isEqualTo("{}");
        assertThat(polled.told).isEmpty();
    }

    /** Within the overlap it is met in each round; nobody wants more of it, and what is younger is read whole. */
    @Test
    void readsPastWhatItKnowsToBeIncompleteInAFewRequests() throws Exception {
        for (int i = 0; i < 3; i++) {
            wiki.add(now);
        }
        add(FakeEntry::asBroken);
        add(entry -> entry.with(LONG));
        try (Poller poller = polled.poller()) {
            polled.round(poller);
            polled.round(poller);
            assertThat(polled.mirroredIds()).containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(requestsOf(poller)).hasSizeLessThan(6);
            polled.round(poller);

            assertThat(requestsOf(poller)).hasSize(2);

            wiki.add(clock.instant());
            assertThat(requestsOf(poller)).hasSize(4);
            assertThat(polled.mirroredIds()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
            assertThat(mirrored(6).marks()).isEqualTo("{}");
            assertThat(polled.told).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BUG", "CRASH"})
    void leavesAWikiAloneThatFailsWhateverIsAsked(Fault fault) throws Exception {
        wiki.add(now);
        try (Poller poller = polled.poller()) {
            wiki.fail(fault);
            wiki.fail(fault);
            assertThat(requestsOf(poller)).hasSize(2);
            assertThat(poller.standing().state()).isEqualTo(State.RETRYING);
            assertThat(poller.standing().lastError()).isNotBlank().doesNotContain("<");
            assertThat(polled.mirrored()).isEmpty();

            polled.round(poller);
            assertThat(polled.mirrored()).extracting(Event::marks).containsExactly("{}");
        }
    }

    @Test
    void heedsWhatTheWikiWishesWhileItLooksForTheEntryAtFault() throws Exception {
        wiki.add(now);
        try (Poller poller = polled.poller()) {
            wiki.fail(Fault.BUG);
            wiki.fail(Fault.TOO_MANY);
            assertThat(polled.round(poller)).isEqualTo(Duration.ofSeconds(90));
        }
    }

    @Test
    void standsInPlainSightWhereTheWikiGivesNothingOfAnEntry() throws Exception {
        wiki.results(10);
        wiki.add(now);
        try (Poller poller = polled.poller()) {
            polled.round(poller);

            assertThat(poller.standing().state()).isEqualTo(State.FAILED);
            assertThat(poller.standing().lastError()).contains("does not give it", "the limit of 10 bytes");
        }
    }
}

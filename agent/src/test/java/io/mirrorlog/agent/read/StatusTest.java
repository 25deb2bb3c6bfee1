package io.mirrorlog.agent.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.index.IndexStanding;
import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Standing.Kind;
import io.mirrorlog.agent.queue.Standing.Trouble;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.agent.schedule.ChoreRun;
import io.mirrorlog.agent.schedule.ChoreStanding;
import io.mirrorlog.agent.schedule.LaneFault;
import io.mirrorlog.agent.stream.Sampled;
import io.mirrorlog.agent.web.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusTest {

    private static final Instant NEXT_TRY = Instant.parse("2026-03-01T12:05:00Z");

    private final FakeClock clock = new FakeClock();
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final Map<String, String> connectors = new LinkedHashMap<>();
    private final Map<String, Long> refused = new LinkedHashMap<>();
    private final Map<String, Sampled> sampled = new LinkedHashMap<>();
    private final Map<String, ChoreStanding> chores = new LinkedHashMap<>();
    private ConfigurationStanding configuration = new ConfigurationStanding(clock.instant(), List.of(), null);
    private @Nullable LaneFault fault;
    private boolean plaintext;
    private final LaneSigns lanes = new LaneSigns(name -> NEXT_TRY, name -> fault, name -> plaintext);
    private IndexStanding index = new IndexStanding(0, 0, 0, null);
    private final Status status = new Status(
            queue,
            new Status.Sources(
                    "1.2.3",
                    () -> configuration,
                    () -> connectors,
                    lanes,
                    new Status.AtIntake(() -> refused, () -> sampled),
                    () -> chores,
                    () -> index),
            clock);

    @BeforeEach
    void configure() {
        connectors.put("audit \"file\"", "file");
        queue.configure(Map.of("audit \"file\"", new Start.Earliest()));
    }

    @AfterEach
    void close() {
        queue.close();
    }

    private String json() {
        return new String(
                status.apply(new Request("GET", "/v1/status", Map.of(), Map.of(), new byte[0]))
                        .body(),
                UTF_8);
    }

    @Test
    void showsAnEmptyAgent() {
        assertThat(json())
                .isEqualTo("{\"version\":\"1.2.3\",\"started\":\"2026-03-01T12:00:00.123456Z\","
                        + "\"configuration\":{\"read\":\"2026-03-01T12:00:00.123456Z\"},"
                        + "\"queue\":{\"events\":0,\"bytes\":0,\"oldest_seconds\":0},"
                        + "\"index\":{\"position\":0,\"behind\":0,\"bytes\":0},"
                        + "\"connections\":{\"audit \\\"file\\\"\":{\"connector\":\"file\",\"state\":\"live\","
                        + "\"state_since\":\"2026-03-01T12:00:00.123456Z\",\"state_reason\":null,\"paused_by\":null,\"position\":0,"
                        + "\"waiting\":0,\"lag_seconds\":0,\"delivered\":0,\"refused\":0,\"retried\":0,\"dead\":0,\"released\":0,"
                        + "\"last_error\":null,\"failing_since\":null,\"next_try\":null,"
                        + "\"paused_since\":null,\"paused_reason\":null}},\"sites\":{},\"chores\":{}}");
    }

    @Test
    void showsWhereEventsMayGoWithoutEncryption() {
        assertThat(json()).doesNotContain("allow_plaintext");
        plaintext = true;
        assertThat(json()).contains("\"paused_reason\":null,\"allow_plaintext\":true}");
    }

    @Test
    void showsHowFarTheIndexIs() {
        index = new IndexStanding(12, 3, 4096, "the disk is full");
        assertThat(json())
                .contains("\"index\":{\"position\":12,\"behind\":3,\"bytes\":4096,\"problem\":\"the disk is full\"}");
    }

    @Test
    void showsThatAnAdminLetsAConnectionWaitAndWhatElseIsWrongWithIt() {
        queue.trouble("audit \"file\"", new Trouble(3, clock.instant(), "HTTP 503", Kind.RETRYING));
        queue.pause("audit \"file\"", "the disk is moved");
        assertThat(json())
                .contains("\"state\":\"paused\"")
                .contains("\"last_error\":\"HTTP 503\",\"failing_since\":\"2026-03-01T12:00:00.123456Z\","
                        + "\"next_try\":null,\"paused_since\":\"2026-03-01T12:00:00.123456Z\","
                        + "\"paused_reason\":\"the disk is moved\"}");
    }

    @Test
    void showsWhatWaitsWhatFailsAndWhoSends() {
        queue.append(QueueSamples.arrivals(1, 2)).join();
        clock.advance(Duration.ofSeconds(90));
        queue.trouble("audit \"file\"", new Trouble(3, clock.instant(), "HTTP 503\u001b", Kind.RETRYING));
        refused.put("shop", 4L);
        refused.put("bad", 1L);
        sampled.put("/^tick/", new Sampled(7, 2));
        assertThat(json())
                .contains("\"queue\":{\"events\":2,")
                .contains("\"oldest_seconds\":90}")
                .contains(
                        "\"state\":\"retrying\",\"state_since\":\"2026-03-01T12:01:30.123456Z\",\"state_reason\":\"HTTP 503\\u001b\","
                                + "\"paused_by\":null,\"position\":0,\"waiting\":2,\"lag_seconds\":90,")
                .contains("\"retried\":1,\"dead\":0,\"released\":0,\"last_error\":\"HTTP 503\\u001b\","
                        + "\"failing_since\":\"2026-03-01T12:01:30.123456Z\",\"next_try\":\"2026-03-01T12:05:00Z\"")
                .contains("},\"streams\":{\"/^tick/\":{\"sampled_out\":7,\"undecided\":2}},\"chores\":{}}")
                .contains(
                        "\"sites\":{\"bad\":{\"events\":0,\"last_seen\":null,\"refused\":1},"
                                + "\"shop\":{\"events\":2,\"last_seen\":\"2026-03-01T12:00:00.123456Z\",\"refused\":4}},\"streams\":");
    }

    @Test
    void tellsWhichConfigurationIsInForceAndWhyTheNewestIsNot() {
        Instant read = clock.instant();
        configuration = new ConfigurationStanding(read, List.of("queue.max_size", "site"), null);
        assertThat(json())
                .contains("\"configuration\":{\"read\":\"" + read
                        + "\",\"awaits_restart\":[\"queue.max_size\",\"site\"]}");
        configuration = new ConfigurationStanding(read, List.of(), null).refusing("c.yml:1:1: a\nc.yml:2:1: b");
        assertThat(json())
                .contains("\"configuration\":{\"read\":\"" + read + "\",\"refused\":\"c.yml:1:1: a\\nc.yml:2:1: b\"}");
    }

    @Test
    void keepsTheFirstReasonsOfMany() {
        String many = IntStream.rangeClosed(1, 25).mapToObj(n -> "problem " + n).collect(Collectors.joining("\n"));
        assertThat(configuration.refusing(many).refused()).endsWith("problem 20\nand 5 more");
    }

    @ParameterizedTest
    @CsvSource({"RETRYING, retrying", "BLOCKED, paused", "FAILED, failed"})
    void namesTheState(Kind kind, String state) {
        queue.trouble("audit \"file\"", new Trouble(1, clock.instant(), "r", kind));
        assertThat(json()).contains("\"state\":\"" + state + "\"");
    }

    @Test
    void tellsTheTwoPausesApart() {
        queue.trouble("audit \"file\"", new Trouble(1, clock.instant(), "HTTP 401", Kind.BLOCKED));
        assertThat(json())
                .contains("\"state\":\"paused\",\"state_since\":\"2026-03-01T12:00:00.123456Z\","
                        + "\"state_reason\":\"HTTP 401\",\"paused_by\":\"destination\"")
                .contains("\"next_try\":\"2026-03-01T12:05:00Z\"");
        clock.advance(Duration.ofMinutes(1));
        queue.pause("audit \"file\"", "the disk is moved");
        assertThat(json())
                .contains("\"state\":\"paused\",\"state_since\":\"2026-03-01T12:01:00.123456Z\","
                        + "\"state_reason\":\"the disk is moved\",\"paused_by\":\"admin\"")
                .contains("\"last_error\":\"HTTP 401\"", "\"next_try\":null");
    }

    @Test
    void callsAConnectionFailedWhoseLaneBrokeWhateverElseIsTrue() {
        queue.pause("audit \"file\"", "the disk is moved");
        fault = new LaneFault(clock.instant(), "its lane broke: java.lang.Error at x");
        assertThat(json())
                .contains("\"state\":\"failed\",\"state_since\":\"2026-03-01T12:00:00.123456Z\","
                        + "\"state_reason\":\"its lane broke: java.lang.Error at x\",\"paused_by\":null")
                .contains("\"next_try\":null");
    }

    @Test
    void tellsSinceWhenAConnectionIsBehindButNotFromBeforeItWorks() {
        queue.trouble("audit \"file\"", new Trouble(1, clock.instant(), "HTTP 503", Kind.RETRYING));
        queue.append(QueueSamples.arrivals(1, 2)).join();
        clock.advance(Duration.ofMinutes(1));
        Batch batch = queue.unsettled("audit \"file\"", 1, 1_000_000, clock.instant());
        queue.settle(Settlement.delivered("audit \"file\"", batch, null));
        assertThat(json()).contains("\"state\":\"catching_up\",\"state_since\":\"2026-03-01T12:01:00.123456Z\"");
    }

    @Test
    void callsAConnectionCatchingUpWhenItIsMoreThanFiveSecondsBehind() {
        queue.append(QueueSamples.arrivals(1, 1)).join();
        clock.advance(Duration.ofSeconds(5));
        assertThat(json()).contains("\"state\":\"live\"");
        clock.advance(Duration.ofSeconds(1));
        assertThat(json()).contains("\"state\":\"catching_up\"");
        Batch batch = queue.unsettled("audit \"file\"", 10, 1_000_000, clock.instant());
        queue.settle(Settlement.delivered("audit \"file\"", batch, null));
        assertThat(json()).contains("\"state\":\"live\"").contains("\"delivered\":1");
    }

    @Test
    void countsNoSecondsBackwardsWhenTheClockWasSetBack() {
        queue.append(QueueSamples.arrivals(1, 1)).join();
        clock.advance(Duration.ofHours(-1));
        assertThat(json()).contains("\"oldest_seconds\":0}", "\"state\":\"live\"", "\"lag_seconds\":0,");
    }

    @Test
    void tellsHowTheChoresWent() {
        var run = new ChoreRun(clock.instant(), Duration.ofMillis(12), true, "the disk is \"full\"");
        chores.put("retention", new ChoreStanding(run, NEXT_TRY));
        chores.put("space", new ChoreStanding(null, null));
        assertThat(json())
                .endsWith("\"chores\":{\"retention\":{\"last_run\":\"2026-03-01T12:00:00.123456Z\",\"took_millis\":12,"
                        + "\"outcome\":\"failed\",\"told\":\"the disk is \\\"full\\\"\",\"next_run\":\"2026-03-01T12:05:00Z\"},"
                        + "\"space\":{\"last_run\":null,\"took_millis\":0,\"outcome\":null,\"told\":null,"
                        + "\"next_run\":null}}}");
    }
}

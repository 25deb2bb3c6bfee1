package io.mirrorlog.agent.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.agent.index.IndexStanding;
import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.agent.read.LaneSigns;
import io.mirrorlog.agent.stream.Judged;
import io.mirrorlog.agent.stream.Sampled;
import io.mirrorlog.agent.stream.Validation;
import io.mirrorlog.agent.stream.ValidationCounts;
import io.mirrorlog.agent.stream.Verdict;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {

    private static final String ODD = "a \"quoted\\\nname";
    private static final Set<String> NAMES = new TreeSet<>(Set.of("mirror", ODD));

    private final FakeClock clock = new FakeClock();
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final Timers timers = new Timers();
    private final ValidationCounts validations = new ValidationCounts();
    private static final IndexStanding INDEX = new IndexStanding(7, 3, 4096, null);

    private final Metrics metrics = metricsOf(queue);

    private Metrics metricsOf(EventQueue asked) {
        return new Metrics(
                asked,
                () -> INDEX,
                () -> NAMES,
                LaneSigns.NONE,
                timers,
                validations,
                () -> Map.of("/^e/", new Sampled(3, 2)),
                clock);
    }

    @BeforeEach
    void configure() {
        queue.configure(Map.of("mirror", new Start.Earliest(), ODD, new Start.Earliest()));
        timers.show(NAMES);
    }

    private Exposition scraped() {
        Answer answer = metrics.apply(new Request("GET", "/metrics", Map.of(), Map.of(), new byte[0]));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("text/plain; version=0.0.4");
        return Exposition.read(new String(answer.body(), UTF_8));
    }

    @Test
    void showsWhatSchemasSaidOfTheEventsOfEachStream() {
        var judged = new Judged();
        judged.add(Validation.TAG, "visits", "/a/1.0.0", "{}", Verdict.GOOD);
        judged.add(Validation.TAG, "visits", "/a/1.0.0", "{}", Verdict.failed("why"));
        validations.add(judged);
        for (int i = 0; i < 300; i++) {
            var more = new Judged();
            more.add(Validation.TAG, "stream-" + i, "/a/1.0.0", "{}", Verdict.failed("why"));
            validations.add(more);
        }
        Map<String, Double> validated = new TreeMap<>(scraped().samples());
        validated.keySet().removeIf(sample -> !sample.startsWith("mirrorlog_events_validated_total"));
        assertThat(validated)
                .hasSize(3 * 201)
                .containsEntry("mirrorlog_events_validated_total{outcome=valid, stream=visits}", 1.0)
                .containsEntry("mirrorlog_events_validated_total{outcome=invalid, stream=visits}", 0.0)
                .containsEntry("mirrorlog_events_validated_total{outcome=unchecked, stream=visits}", 1.0)
                .containsEntry("mirrorlog_events_validated_total{outcome=unchecked, stream=}", 101.0);
    }

    @Test
    void hasTheNamesAndTypesThatMonitoringReliesOn() {
        queue.append(QueueSamples.arrivals(1, 1)).join();
        assertThat(scraped().types())
                .containsAllEntriesOf(Map.of(
                        "mirrorlog_events_accepted_total", "counter",
                        "mirrorlog_events_delivered_total", "counter",
                        "mirrorlog_events_refused_total", "counter",
                        "mirrorlog_delivery_retries_total", "counter",
                        "mirrorlog_connection_lag_seconds", "gauge",
                        "mirrorlog_connection_waiting_events", "gauge",
                        "mirrorlog_connection_state", "gauge",
                        "mirrorlog_queue_bytes", "gauge",
                        "mirrorlog_queue_commit_seconds", "histogram",
                        "mirrorlog_delivery_seconds", "histogram"))
                .containsEntry("mirrorlog_events_sampled_out_total", "counter")
                .containsEntry("mirrorlog_events_sample_undecided_total", "counter")
                .containsEntry("mirrorlog_connection_dead_letters", "gauge")
                .containsEntry("mirrorlog_connection_released_events", "gauge")
                .containsKeys("jvm_memory_used_bytes", "jvm_gc_collection_seconds", "process_cpu_seconds_total");
    }

    @Test
    void tellsWhatTheQueueKnowsOfConnectionsAndSites() {
        queue.append(List.of(
                        new Arrival(QueueSamples.event("shop", "1"), null),
                        new Arrival(QueueSamples.event("shop", "2"), null),
                        new Arrival(QueueSamples.event("wiki", "3"), null)))
                .join();
        Batch batch = queue.unsettled("mirror", 2, 1 << 20, clock.instant());
        queue.settle(new Settlement("mirror", batch, Map.of(1L, "no"), Set.of(), clock.instant(), null));
        queue.trouble(ODD, new Standing.Trouble(1, clock.instant(), "HTTP 503", Standing.Kind.RETRYING));
        clock.advance(Duration.ofSeconds(7));

        assertThat(scraped().samples())
                .containsEntry("mirrorlog_events_accepted_total{site=shop}", 2.0)
                .containsEntry("mirrorlog_events_accepted_total{site=wiki}", 1.0)
                .containsEntry("mirrorlog_events_sampled_out_total{stream=/^e/}", 3.0)
                .containsEntry("mirrorlog_events_sample_undecided_total{stream=/^e/}", 2.0)
                .containsEntry("mirrorlog_events_delivered_total{connection=mirror}", 1.0)
                .containsEntry("mirrorlog_events_refused_total{connection=mirror}", 1.0)
                .containsEntry("mirrorlog_delivery_retries_total{connection=" + ODD + "}", 1.0)
                .containsEntry("mirrorlog_connection_lag_seconds{connection=mirror}", 7.0)
                .containsEntry("mirrorlog_connection_waiting_events{connection=mirror}", 1.0)
                .containsEntry("mirrorlog_connection_waiting_events{connection=" + ODD + "}", 3.0)
                .containsEntry("mirrorlog_connection_state{connection=mirror, state=catching_up}", 1.0)
                .containsEntry("mirrorlog_connection_state{connection=mirror, state=live}", 0.0)
                .containsEntry("mirrorlog_connection_state{connection=" + ODD + ", state=retrying}", 1.0)
                .containsEntry("mirrorlog_index_behind_events{}", 3.0)
                .containsEntry("mirrorlog_index_bytes{}", 4096.0)
                .containsEntry(
                        "mirrorlog_queue_bytes{}", (double) queue.status().bytes());
    }

    @Test
    void tellsThatAnAdminLetsAConnectionWait() {
        queue.pause("mirror", "the disk is moved");
        assertThat(scraped().samples())
                .containsEntry("mirrorlog_connection_state{connection=mirror, state=paused}", 1.0)
                .containsEntry("mirrorlog_connection_state{connection=mirror, state=live}", 0.0);
    }

    @Test
    void tellsHowLongCommitsAndDeliveriesTook() {
        timers.committed(Duration.ofMillis(3));
        timers.committed(Duration.ofSeconds(60));
        queue.append(QueueSamples.arrivals(1, 2)).join();
        Batch batch = queue.unsettled("mirror", 2, 1 << 20, clock.instant());
        timers.delivered("mirror", batch.events(), clock.instant().plusMillis(40));
        timers.delivered("mirror", batch.events().subList(0, 1), clock.instant().minusSeconds(1));

        assertThat(scraped().samples())
                .containsEntry("mirrorlog_queue_commit_seconds_bucket{le=0.0025}", 0.0)
                .containsEntry("mirrorlog_queue_commit_seconds_bucket{le=0.005}", 1.0)
                .containsEntry("mirrorlog_queue_commit_seconds_bucket{le=+Inf}", 2.0)
                .containsEntry("mirrorlog_queue_commit_seconds_count{}", 2.0)
                .containsEntry("mirrorlog_queue_commit_seconds_sum{}", 60.003)
                .containsEntry("mirrorlog_delivery_seconds_bucket{connection=mirror, le=0.001}", 1.0)
                .containsEntry("mirrorlog_delivery_seconds_bucket{connection=mirror, le=0.05}", 3.0)
                .containsEntry("mirrorlog_delivery_seconds_count{connection=mirror}", 3.0)
                .containsEntry("mirrorlog_delivery_seconds_count{connection=" + ODD + "}", 0.0);
    }

    @Test
    void asksTheQueueOnceForItselfAndOnceForEachConnection() {
        List<String> asked = new ArrayList<>();
        var counted = (EventQueue) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {EventQueue.class}, (proxy, method, arguments) -> {
                    asked.add(method.getName());
                    return method.invoke(queue, arguments);
                });
        metricsOf(counted).apply(new Request("GET", "/metrics", Map.of(), Map.of(), new byte[0]));
        assertThat(asked).containsExactly("status", "standing", "standing", "givenUp", "givenUp");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# HELP a b\n# TYPE a gauge\na 1", // no end
                "# TYPE a gauge\na 1\n", // no help
                "# HELP a b\na 1\n", // no type
                "# HELP a b\n# TYPE a counter\na 1\n", // not _total
                "# HELP a b\n# TYPE a gauge\na 1\na 1\n", // twice
                "# HELP a b\n# TYPE a gauge\na{b=\"\"\"} 1\n", // not escaped
                "# HELP a b\n# TYPE a gauge\na{b=\"1\" c=\"2\"} 1\n",
                "# HELP a b\n# TYPE a histogram\na 1\n"
            })
    void isReadByAReaderThatRefusesWhatIsWrong(String text) {
        assertThatThrownBy(() -> Exposition.read(text)).isInstanceOf(AssertionError.class);
    }
}

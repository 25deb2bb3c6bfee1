package io.mirrorlog.agent.metrics;

import io.mirrorlog.agent.index.IndexStanding;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.QueueStatus;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.read.ConnectionState;
import io.mirrorlog.agent.read.ConnectionView;
import io.mirrorlog.agent.read.LaneSigns;
import io.mirrorlog.agent.stream.Sampled;
import io.mirrorlog.agent.stream.ValidationCounts;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * {@code GET /metrics}: the numbers in Prometheus's text format.
 *
 * <p>What the queue counts anyway is asked of it when somebody looks, each connection once; nothing is counted twice.
 */
public final class Metrics implements Function<Request, Answer> {

    private final EventQueue queue;
    private final Supplier<IndexStanding> index;
    private final Supplier<Set<String>> connections;
    private final LaneSigns lanes;
    private final Timers timers;
    private final ValidationCounts validations;
    private final Supplier<Map<String, Sampled>> sampled;
    private final InstantSource clock;
    private final JvmNumbers jvm = new JvmNumbers();
    private final List<Supplier<List<MetricSnapshot>>> others = new ArrayList<>();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    /**
     * @param index how far it is
     * @param connections the names of those that are configured at the moment
     * @param lanes what they know of their connections
     * @param validations what schemas have said about events
     * @param sampled what became of events of streams with a sample, by stream
     */
    public Metrics(
            EventQueue queue,
            Supplier<IndexStanding> index,
            Supplier<Set<String>> connections,
            LaneSigns lanes,
            Timers timers,
            ValidationCounts validations,
            Supplier<Map<String, Sampled>> sampled,
            InstantSource clock) {
        this.queue = queue;
        this.index = index;
        this.connections = connections;
        this.lanes = lanes;
        this.timers = timers;
        this.validations = validations;
        this.sampled = sampled;
        this.clock = clock;
    }

    /** Shows further numbers; to be called before it is asked for any. */
    public Metrics and(Supplier<List<MetricSnapshot>> other) {
        others.add(other);
        return this;
    }

    @Override
    public Answer apply(Request request) {
        var text = new ByteArrayOutputStream(16 << 10);
        try {
            writer.write(text, new MetricSnapshots(snapshots()));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has none
        }
        return new Answer(200, PrometheusTextFormatWriter.CONTENT_TYPE, text.toByteArray(), Map.of());
    }

    private List<MetricSnapshot> snapshots() {
        Instant now = clock.instant();
        QueueStatus status = queue.status();
        Map<String, Standing> standings = new LinkedHashMap<>();
        connections.get().forEach(name -> standings.put(name, queue.standing(name)));

        List<MetricSnapshot> all = new ArrayList<>();
        all.add(accepted(status));
        Map<String, Sampled> samples = sampled.get();
        all.add(counter(
                "mirrorlog_events_sampled_out",
                "Events that were not kept, since their stream keeps a sample",
                "stream",
                samples,
                Sampled::out));
        all.add(counter(
                "mirrorlog_events_sample_undecided",
                "Events that were kept though their stream keeps a sample, since they lack the field that decides",
                "stream",
                samples,
                Sampled::undecided));
        all.add(counter(
                "mirrorlog_events_delivered", "Events delivered", "connection", standings, Standing::delivered));
        all.add(counter(
                "mirrorlog_events_refused",
                "Events that the destination refused for good",
                "connection",
                standings,
                Standing::refused));
        all.add(counter(
                "mirrorlog_delivery_retries",
                "Deliveries that had to be tried again",
                "connection",
                standings,
                Standing::retried));
        all.add(gauge(
                "mirrorlog_connection_lag_seconds",
                "How long the oldest event that the connection has not looked at has waited",
                standings,
                standing -> ConnectionState.lag(standing, now).toSeconds()));
        all.add(gauge(
                "mirrorlog_connection_waiting_events",
                "Events that the connection has not looked at",
                standings,
                Standing::waiting));
        all.add(gauge(
                "mirrorlog_connection_dead_letters",
                "Events that were refused for good and wait for an admin",
                standings,
                Standing::dead));
        all.add(released(standings.keySet()));
        all.add(states(standings, now));
        all.add(single("mirrorlog_queue_bytes", "What the queue takes of the disk", status.bytes()));
        IndexStanding indexed = index.get();
        all.add(single("mirrorlog_index_behind_events", "Events that are not in the index yet", indexed.behind()));
        all.add(single("mirrorlog_index_bytes", "What the index takes of the disk", indexed.bytes()));
        all.add(validated());
        others.forEach(other -> all.addAll(other.get()));
        all.addAll(timers.snapshots());
        all.addAll(jvm.snapshots());
        return all;
    }

    private static CounterSnapshot accepted(QueueStatus status) {
        CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name("mirrorlog_events_accepted").help("Events taken in and on disk");
        status.sites()
                .forEach((site, seen) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(Labels.of("site", site))
                        .value((double) seen.events())
                        .build()));
        return counter.build();
    }

    private CounterSnapshot validated() {
        CounterSnapshot.Builder counter = CounterSnapshot.builder()
                .name("mirrorlog_events_validated")
                .help("Events that were held against their schema, by what came of it");
        validations.byStream().forEach((stream, counts) -> {
            counter.dataPoint(validated(stream, "valid", counts.valid()));
            counter.dataPoint(validated(stream, "invalid", counts.invalid()));
            counter.dataPoint(validated(stream, "unchecked", counts.unchecked()));
        });
        return counter.build();
    }

    private static CounterDataPointSnapshot validated(String stream, String outcome, long events) {
        return CounterDataPointSnapshot.builder()
                .labels(Labels.of("stream", stream, "outcome", outcome))
                .value((double) events)
                .build();
    }

    private static <T> CounterSnapshot counter(
            String name, String help, String label, Map<String, T> parts, ToLongFunction<T> value) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        parts.forEach((part, numbers) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(Labels.of(label, part))
                .value((double) value.applyAsLong(numbers))
                .build()));
        return counter.build();
    }

    private static GaugeSnapshot gauge(
            String name, String help, Map<String, Standing> standings, ToLongFunction<Standing> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        standings.forEach((connection, standing) ->
                gauge.dataPoint(point(Labels.of("connection", connection), value.applyAsLong(standing))));
        return gauge.build();
    }

    private GaugeSnapshot released(Set<String> names) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder()
                .name("mirrorlog_connection_released_events")
                .help("Events that the connection gave up and that lie in files until an admin acts");
        names.forEach(name -> gauge.dataPoint(point(Labels.of("connection", name), queue.givenUp(name))));
        return gauge.build();
    }

    private GaugeSnapshot states(Map<String, Standing> standings, Instant now) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder()
                .name("mirrorlog_connection_state")
                .help("1 for the state that the connection is in, 0 for all others");
        standings.forEach((connection, standing) -> {
            ConnectionState present = ConnectionView.of(
                            standing,
                            lanes.nextTry().apply(connection),
                            lanes.fault().apply(connection),
                            now)
                    .state();
            for (ConnectionState state : ConnectionState.values()) {
                Labels labels = Labels.of("connection", connection, "state", state.word());
                gauge.dataPoint(point(labels, state == present ? 1 : 0));
            }
        });
        return gauge.build();
    }

    private static GaugeSnapshot single(String name, String help, long value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(point(Labels.EMPTY, value))
                .build();
    }

    private static GaugeDataPointSnapshot point(Labels labels, long value) {
        return GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build();
    }
}

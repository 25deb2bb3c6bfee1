package io.mirrorlog.agent.metrics;

import io.mirrorlog.agent.delivery.Timings;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What nobody else counts: how long commits take, how long events are on their way, what was written directly. Safe for many threads. */
public final class Timers implements Timings {

    private static final double NANOS = 1e9;

    private final Histogram commits = Histogram.builder()
            .name("mirrorlog_queue_commit_seconds")
            .help("How long one commit of the queue took, from its beginning until it was on disk")
            .classicOnly()
            .classicUpperBounds(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
            .withoutExemplars()
            .build();

    private final Histogram deliveries = Histogram.builder()
            .name("mirrorlog_delivery_seconds")
            .help("How long an event took from its arrival until it was delivered and that was on disk")
            .labelNames("connection")
            .classicOnly()
            .classicUpperBounds(
                    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600,
                    21_600, 86_400)
            .withoutExemplars()
            .build();

    private final Counter direct = Counter.builder()
            .name("mirrorlog_direct_events")
            .help("Events that were written within their request (delivered), that were left to the queue, or that were"
                    + " not taken (rejected)")
            .labelNames("connection", "outcome")
            .withoutExemplars()
            .build();

    /** Shows connections from now on, before they have delivered anything. */
    public void show(Collection<String> connections) {
        connections.forEach(deliveries::initLabelValues);
    }

    /** Shows a connection no more, until it delivers something again. */
    public void hide(String connection) {
        deliveries.remove(connection);
        for (Direct what : Direct.values()) {
            direct.remove(connection, word(what));
        }
    }

    /** One commit of the queue was done. */
    public void committed(Duration took) {
        commits.observe(took.toNanos() / NANOS);
    }

    @Override
    public void delivered(String connection, List<QueuedEvent> events, Instant now) {
        DistributionDataPoint point = deliveries.labelValues(connection);
        for (QueuedEvent event : events) {
            Instant arrived = event.arrived();
            double seconds =
                    now.getEpochSecond() - arrived.getEpochSecond() + (now.getNano() - arrived.getNano()) / NANOS;
            point.observe(Math.max(0, seconds)); // the clock may have been set back meanwhile
        }
    }

    @Override
    public void direct(String connection, Direct what, int events, Duration took) {
        direct.labelValues(connection, word(what)).inc(events);
        if (what == Direct.DELIVERED) {
            DistributionDataPoint point = deliveries.labelValues(connection);
            for (int i = 0; i < events; i++) {
                point.observe(Math.max(0, took.toNanos() / NANOS));
            }
        }
    }

    private static String word(Direct what) {
        return what.name().toLowerCase(Locale.ROOT);
    }

    List<MetricSnapshot> snapshots() {
        return List.of(commits.collect(), deliveries.collect(), direct.collect());
    }
}

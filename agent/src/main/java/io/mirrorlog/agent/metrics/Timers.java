package io.mirrorlog.agent.metrics;

import io.mirrorlog.agent.delivery.Timings;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The two histograms: how long commits take, and how long events are on their way. Safe for many threads. */
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

    /** Shows connections from now on, before they have delivered anything. */
    public void show(Collection<String> connections) {
        connections.forEach(deliveries::initLabelValues);
    }

    /** Shows a connection no more, until it delivers something again. */
    public void hide(String connection) {
        deliveries.remove(connection);
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

    List<MetricSnapshot> snapshots() {
        return List.of(commits.collect(), deliveries.collect());
    }
}

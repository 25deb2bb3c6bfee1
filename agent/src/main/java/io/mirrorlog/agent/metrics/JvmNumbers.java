package io.mirrorlog.agent.metrics;

import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The usual numbers of a Java process, collected from the first look on: an agent that nobody watches pays nothing. */
final class JvmNumbers {

    private @Nullable PrometheusRegistry registry;

    synchronized List<MetricSnapshot> snapshots() {
        PrometheusRegistry numbers = registry;
        if (numbers == null) {
            numbers = new PrometheusRegistry();
            JvmMemoryMetrics.builder().register(numbers);
            JvmGarbageCollectorMetrics.builder().register(numbers);
            JvmThreadsMetrics.builder().register(numbers);
            ProcessMetrics.builder().register(numbers);
            registry = numbers;
        }
        return numbers.scrape().stream().toList();
    }
}

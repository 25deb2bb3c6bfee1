package io.mirrorlog.agent.metrics;

import io.mirrorlog.agent.poll.WikiStanding;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The numbers of wikis whose logs the agent reads; none where there is no such wiki. */
public final class WikiMetrics implements Supplier<List<MetricSnapshot>> {

    private final Supplier<Map<String, WikiStanding>> wikis;
    private final InstantSource clock;

    /** @param wikis by their sites */
    public WikiMetrics(Supplier<Map<String, WikiStanding>> wikis, InstantSource clock) {
        this.wikis = wikis;
        this.clock = clock;
    }

    @Override
    public List<MetricSnapshot> get() {
        Map<String, WikiStanding> standings = wikis.get();
        if (standings.isEmpty()) {
            return List.of();
        }
        GaugeSnapshot.Builder lag = GaugeSnapshot.builder()
                .name("mirrorlog_wiki_lag_seconds")
                .help("How long ago the wiki's log was last read to its end");
        GaugeSnapshot.Builder state = GaugeSnapshot.builder()
                .name("mirrorlog_wiki_state")
                .help("1 for the state that the reading of the wiki is in, 0 for all others");
        standings.forEach((site, standing) -> {
            lag.dataPoint(
                    point(Labels.of("site", site), standing.lag(clock.instant()).toSeconds()));
            for (WikiStanding.State one : WikiStanding.State.values()) {
                state.dataPoint(point(Labels.of("site", site, "state", one.word()), one == standing.state() ? 1 : 0));
            }
        });
        return List.of(lag.build(), state.build());
    }

    private static GaugeDataPointSnapshot point(Labels labels, long value) {
        return GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build();
    }
}

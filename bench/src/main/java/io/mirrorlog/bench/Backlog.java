package io.mirrorlog.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether a long queue makes the agent slow: the rate of the intake while so many events wait, and the rate at which they
 * leave.
 *
 * <p>One agent is filled once. On the way up each size is measured by the events that come next, on the way down by the
 * same events when they leave.
 */
final class Backlog implements Measurement {

    /** The rates of all rounds at each size, in events a second. */
    record Series(String name, Map<Integer, List<Double>> rates) {

        Series(String name) {
            this(name, new TreeMap<>());
        }

        void add(int waiting, double rate) {
            rates.computeIfAbsent(waiting, first -> new ArrayList<>()).add(rate);
        }
    }

    private static final Aim FLAT = Aim.atLeast(0.9);
    private static final double OVERHEAD = 1.3;

    private final List<Integer> sizes;
    private final Series intake = new Series("intake");
    private final Series draining = new Series("draining into one file");

    /** @param sizes in events, rising, each a multiple of 1,000 */
    Backlog(List<Integer> sizes) {
        this.sizes = List.copyOf(sizes);
    }

    /** What one round has on disk: the queue, and the file that it is drained into. */
    long bytes(int events) {
        return (long) ((largest() + 4L * events) * RawInsert.meanBytes() * 2 * OVERHEAD) + (1L << 30);
    }

    List<Series> series() {
        return List.of(intake, draining);
    }

    @Override
    public void measure(TestStand stand, Figures figures) throws Exception {
        try (AgentUnderTest agent = stand.agent(TestStand.IMPATIENT_FILE);
                var progress = new Progress(agent.address())) {
            var obstacle = new Obstacle(agent.folder().resolve(TestStand.MIRROR));
            Load.batches(agent.address(), Samples.BATCH);
            progress.awaitDelivered(Samples.BATCH);
            WarmUp.until(() -> {
                obstacle.put();
                Load.batches(agent.address(), stand.slice());
                return drained(obstacle, progress).rate(stand.slice(), 0);
            });
            obstacle.put();
            Map<Integer, Double> up = filled(agent, stand.events());
            Draining down = drained(obstacle, progress);
            for (int i = 0; i < sizes.size(); i++) {
                int size = sizes.get(i);
                draining.add(size, down.rate(size + window(i, stand.events()), size));
                intake.add(size, up.getOrDefault(size, 0.0));
            }
            tell(figures);
            figures.add(PeakRss.under(String.format("%,d waiting", largest())), agent.peakRss());
        }
    }

    private Map<Integer, Double> filled(AgentUnderTest agent, int events) throws IOException, InterruptedException {
        Map<Integer, Double> rates = new LinkedHashMap<>();
        int waiting = 0;
        for (int i = 0; i < sizes.size(); i++) {
            if (sizes.get(i) > waiting) {
                Load.batches(agent.address(), sizes.get(i) - waiting);
            }
            rates.put(sizes.get(i), Load.batches(agent.address(), window(i, events)));
            waiting = sizes.get(i) + window(i, events);
        }
        return rates;
    }

    private static Draining drained(Obstacle obstacle, Progress progress) throws IOException, InterruptedException {
        obstacle.takeAway();
        return Draining.watch(progress);
    }

    /** The events that come next, at most those up to the next size. */
    private int window(int index, int events) {
        return index + 1 < sizes.size() ? Math.min(events, sizes.get(index + 1) - sizes.get(index)) : events;
    }

    private void tell(Figures figures) {
        for (Series series : series()) {
            series.rates()
                    .forEach((size, rates) -> figures.addRate(
                            Figure.toRaw(String.format("%s with %,d waiting", series.name(), size), Aim.NONE),
                            last(rates)));
        }
        if (sizes.size() > 1) {
            for (Series series : series()) {
                String name =
                        String.format("%s with %,d waiting, to that with %,d", series.name(), largest(), sizes.get(0));
                double few = last(series.rates().getOrDefault(sizes.get(0), List.of()));
                double many = last(series.rates().getOrDefault(largest(), List.of()));
                figures.add(new Figure(name, "%.2f", FLAT), many / few);
            }
        }
    }

    private int largest() {
        return sizes.get(sizes.size() - 1);
    }

    private static double last(List<Double> rates) {
        return rates.get(rates.size() - 1);
    }
}

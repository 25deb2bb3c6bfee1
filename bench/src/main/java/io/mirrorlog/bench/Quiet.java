package io.mirrorlog.bench;

/** An agent with little to do, and one with nothing to do. */
final class Quiet implements Measurement {

    private static final Figure P50 = new Figure("POST to line in the file at 100/s, p50, ms", "%.1f", Aim.atMost(5));
    private static final Figure P99 = new Figure("POST to line in the file at 100/s, p99, ms", "%.1f", Aim.atMost(20));
    private static final Figure CATCHING_UP =
            new Figure("until the index has all that a quiet agent took, s", "%.0f", Aim.NONE);
    private static final Figure IDLE = new Figure("processor while idle, %", "%.2f", Aim.atMost(0.5));
    private static final int EVENTS = 1_000;
    private static final long CALM_MILLIS = 3_000;
    private static final long IDLE_MILLIS = 10_000;

    @Override
    public void measure(TestStand stand, Figures figures) throws Exception {
        try (AgentUnderTest agent = stand.agent(TestStand.ONE_FILE)) {
            var roundTrip = new RoundTrip(agent);
            WarmUp.until(() -> roundTrip.rate(stand.slice()));
            int events = Math.min(EVENTS, stand.slice());
            Latency.measure(agent, events);
            Latency latency = Latency.measure(agent, events);
            figures.add(P50, latency.p50());
            figures.add(P99, latency.p99());
            long quiet = System.nanoTime();
            agent.awaitIndexed();
            figures.add(CATCHING_UP, Stopwatch.seconds(quiet));
            Thread.sleep(CALM_MILLIS);
            double before = agent.cpuSeconds();
            long begun = System.nanoTime();
            Thread.sleep(IDLE_MILLIS);
            figures.add(IDLE, 100 * (agent.cpuSeconds() - before) / Stopwatch.seconds(begun));
        }
    }
}

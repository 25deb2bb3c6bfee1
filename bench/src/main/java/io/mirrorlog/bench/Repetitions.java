package io.mirrorlog.bench;

import java.net.URI;

/** What it costs to know a million ids, and to look up each that comes. */
final class Repetitions implements Measurement {

    /** As many as the agent remembers; fewer in a run that is only to show that all works. */
    private static final int REMEMBERED = 1_000_000;

    private static final Aim AIM = Aim.atMost(15);

    @Override
    public void measure(TestStand stand, Figures figures) throws Exception {
        try (AgentUnderTest agent = stand.agent(TestStand.NOWHERE)) {
            var numbered = new Numbered(agent.address());
            int remembered = Math.min(REMEMBERED, 10 * stand.events());
            numbered.rate(remembered);
            WarmUp.until(() -> numbered.rate(stand.slice()));
            WarmUp.until(() -> Load.batches(agent.address(), stand.slice()));
            // In turns and in both orders, so that what else the machine does meets both.
            int half = stand.events() / 2;
            double with = 1 / numbered.rate(half);
            double without = 1 / Load.batches(agent.address(), half) + 1 / Load.batches(agent.address(), half);
            with += 1 / numbered.rate(half);
            String ids = String.format("ids, %,d remembered", remembered);
            figures.add(new Figure("cost of " + ids + ", % of the rate", "%.0f", AIM), 100 * (1 - without / with));
            figures.add(PeakRss.under(ids), agent.peakRss());
        }
    }

    /** Sends events whose ids were never sent before. */
    private static final class Numbered {

        private final URI agent;
        private long next = 1;

        Numbered(URI agent) {
            this.agent = agent;
        }

        double rate(int events) throws Exception {
            long first = next;
            next += events;
            return Load.numbered(agent, events, first);
        }
    }
}

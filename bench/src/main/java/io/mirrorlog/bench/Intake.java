package io.mirrorlog.bench;

/** Events in batches of 1,000, to a connection that forgets them. */
final class Intake implements Measurement {

    private static final Figure COLD = Figure.toRaw("intake, the first events of a fresh process", Aim.NONE);
    private static final Figure WARM = Figure.toRaw("intake in batches of 1,000", Aim.atLeast(0.5));
    private static final Figure WRITTEN = new Figure("bytes written to disk, an event", "%,.0f", Aim.NONE);
    private static final Figure RSS = PeakRss.under("intake");

    @Override
    public void measure(TestStand stand, Figures figures) throws Exception {
        try (AgentUnderTest agent = stand.agent(TestStand.NOWHERE)) {
            figures.addRate(COLD, Load.batches(agent.address(), stand.events()));
            WarmUp.until(() -> Load.batches(agent.address(), stand.slice()));
            long written = agent.bytesWritten();
            figures.addRate(WARM, Load.batches(agent.address(), stand.events()));
            figures.add(WRITTEN, (agent.bytesWritten() - written) / (double) stand.events());
            figures.add(RSS, agent.peakRss());
        }
    }
}

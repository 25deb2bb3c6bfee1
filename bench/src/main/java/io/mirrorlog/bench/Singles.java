package io.mirrorlog.bench;

/** One event a request, over many connections. */
final class Singles implements Measurement {

    private static final int CONNECTIONS = 64;
    private static final Figure RATE =
            new Figure("single POSTs over " + CONNECTIONS + " connections, events/s", "%,.0f", Aim.NONE);

    @Override
    public void measure(TestStand stand, Figures figures) throws Exception {
        try (AgentUnderTest agent = stand.agent(TestStand.NOWHERE)) {
            WarmUp.until(() -> Load.singles(agent.address(), stand.slice() / 4, CONNECTIONS));
            figures.add(RATE, Load.singles(agent.address(), stand.slice(), CONNECTIONS));
        }
    }
}

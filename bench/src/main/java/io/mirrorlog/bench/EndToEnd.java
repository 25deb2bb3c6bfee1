package io.mirrorlog.bench;

import java.io.IOException;

/** From the first request until the last line stands in every file. */
final class EndToEnd implements Measurement {

    private final String connections;
    private final Figure rate;
    private final Figure rss;

    private EndToEnd(String files, String connections, Aim aim) {
        this.connections = connections;
        this.rate = Figure.toRaw("end to end into " + files, aim);
        this.rss = PeakRss.under("end to end into " + files);
    }

    static EndToEnd oneFile() {
        return new EndToEnd("one file", TestStand.ONE_FILE, Aim.atLeast(0.4));
    }

    static EndToEnd threeFiles() {
        return new EndToEnd("three files", TestStand.THREE_FILES, Aim.NONE);
    }

    @Override
    public void measure(TestStand stand, Figures figures) throws Exception {
        try (AgentUnderTest agent = stand.agent(connections)) {
            var roundTrip = new RoundTrip(agent);
            WarmUp.until(() -> roundTrip.rate(stand.slice()));
            figures.addRate(rate, roundTrip.rate(stand.events()));
            figures.add(rss, agent.peakRss());
            if (agent.lines(TestStand.MIRROR) != roundTrip.sent()) {
                throw new IOException("the file does not hold what was sent");
            }
        }
    }
}

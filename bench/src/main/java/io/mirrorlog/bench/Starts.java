package io.mirrorlog.bench;

import java.util.ArrayList;
import java.util.List;

/** The time from the start of the process until the agent says that it is ready; of three starts the middle one. */
final class Starts implements Measurement {

    private static final int STARTS = 3;

    private final List<Installation> installations;

    Starts(List<Installation> installations) {
        this.installations = List.copyOf(installations);
    }

    @Override
    public void measure(TestStand stand, Figures figures) throws Exception {
        for (Installation installation : installations) {
            for (Installation.Variant variant : installation.variants()) {
                Aim aim = Aim.atMost(variant.packaged() ? 0.6 : 1.5);
                List<Double> seconds = new ArrayList<>();
                for (int start = 0; start < STARTS; start++) {
                    try (AgentUnderTest agent = stand.agent(variant.launch(), TestStand.ONE_FILE)) {
                        seconds.add(agent.secondsToReady());
                    }
                }
                figures.add(
                        new Figure("ready, " + variant.name() + ", s", "%.2f", aim),
                        Spread.of(seconds).median());
            }
        }
    }
}

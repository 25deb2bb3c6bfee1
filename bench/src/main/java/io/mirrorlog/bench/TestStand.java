package io.mirrorlog.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where agents are measured.
 *
 * @param launch how the agents are started that are put under load
 * @param folder everything is below it
 * @param events in one measurement, a multiple of 4,000
 */
record TestStand(Launch launch, Path folder, int events) {

    static final String NOWHERE = "  nowhere: { connector: discard }\n";
    static final String ONE_FILE = file("one", "");
    static final String THREE_FILES = ONE_FILE + file("two", "") + file("three", "");

    /** Looks often whether the way is free again. */
    static final String IMPATIENT_FILE = file("one", ", retry: { first: 50ms, max: 100ms }");

    /** Where the connection named {@code one} writes to, below the agent's folder. */
    static final String MIRROR = "mirror/one.log";

    private static final AtomicInteger RUNS = new AtomicInteger();

    private static String file(String name, String more) {
        // Without the agent's own events: each file has exactly what was sent.
        return String.format(
                "  %s: { connector: file, path: ./mirror/%s.log, agent_events: false%s }%n", name, name, more);
    }

    /** Events in one slice of a warm-up. */
    int slice() {
        return events / 4;
    }

    /** An agent in a fresh folder. */
    AgentUnderTest agent(String connections) throws IOException {
        return agent(launch, connections);
    }

    AgentUnderTest agent(Launch other, String connections) throws IOException {
        return AgentUnderTest.start(other, fresh("agent"), connections);
    }

    /** A path that nothing stands under yet. */
    Path fresh(String name) {
        return folder.resolve(name + "-" + RUNS.incrementAndGet());
    }
}

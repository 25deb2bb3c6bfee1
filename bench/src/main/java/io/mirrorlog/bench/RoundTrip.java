package io.mirrorlog.bench;

import java.io.IOException;

/** Sends events and waits until all of them are delivered; knows how many the agent had before. One thread. */
final class RoundTrip {

    private final AgentUnderTest agent;
    private long sent;

    RoundTrip(AgentUnderTest agent) {
        this.agent = agent;
    }

    /** The rate from the first request to the last delivery. */
    double rate(int events) throws IOException, InterruptedException {
        try (var progress = new Progress(agent.address())) {
            sent += events;
            long begun = System.nanoTime();
            Load.batches(agent.address(), events);
            progress.awaitDelivered(sent);
            return events / Stopwatch.seconds(begun);
        }
    }

    /** All so far. */
    long sent() {
        return sent;
    }
}

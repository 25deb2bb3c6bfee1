package io.mirrorlog.agent.stream;

import java.util.HashMap;
import java.util.Map;

/**
 * What samples have made of the events of one request. Counted apart, since a request may be read twice and its events are
 * there once. For one thread.
 */
public final class Drawn {

    private static final Sampled OUT = new Sampled(1, 0);
    private static final Sampled UNDECIDED = new Sampled(0, 1);

    private final Map<Sampling, Sampled> bySample = new HashMap<>();

    void out(Sampling sample) {
        bySample.merge(sample, OUT, Sampled::plus);
    }

    void undecided(Sampling sample) {
        bySample.merge(sample, UNDECIDED, Sampled::plus);
    }

    /** Adds it to what is counted of each stream; to be called once. */
    public void count() {
        bySample.forEach(Sampling::count);
    }
}

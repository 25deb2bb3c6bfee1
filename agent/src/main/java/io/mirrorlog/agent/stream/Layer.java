package io.mirrorlog.agent.stream;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** One entry of a configuration of streams. Known by its identity alone. */
final class Layer {

    private final StreamKey key;
    private final StreamOptions options;
    private final LongAdder dropped = new LongAdder();
    private final @Nullable Sampling sampling;

    Layer(String key, StreamOptions options) {
        this.key = StreamKey.of(key);
        this.options = options;
        SampleOptions sample = options.sample();
        this.sampling = sample == null ? null : new Sampling(sample, dropped);
    }

    StreamKey key() {
        return key;
    }

    StreamOptions options() {
        return options;
    }

    @Nullable
    Sampling sampling() {
        return sampling;
    }

    /** How many events it has dropped so far. */
    long dropped() {
        return dropped.sum();
    }
}

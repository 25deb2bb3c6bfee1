package io.mirrorlog.agent.stream;

import org.jspecify.annotations.Nullable;

/** One entry of a configuration of streams. Known by its identity alone. */
final class Layer {

    private final StreamKey key;
    private final StreamOptions options;
    private final @Nullable Sampling sampling;

    Layer(String key, StreamOptions options) {
        this.key = StreamKey.of(key);
        this.options = options;
        SampleOptions sample = options.sample();
        this.sampling = sample == null ? null : new Sampling(sample);
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
}

package io.mirrorlog.agent.stream;

/** Knows what is configured for each stream. Safe for many threads. */
public final class Streams {

    /** Nothing is configured: every stream is welcome. */
    public static final Streams NONE = new Streams(Validation.TAG);

    private final Stream usual;

    /** @param validation of streams that say nothing else */
    public Streams(Validation validation) {
        this.usual = new Stream(validation);
    }

    /**
     * What holds for an event.
     *
     * @param name of its stream
     * @param schema its {@code $schema}
     */
    public Stream of(String name, String schema) {
        return usual;
    }
}

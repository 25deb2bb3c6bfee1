package io.mirrorlog.connector;

/**
 * One kind of destination, as it stands in the list of connectors.
 *
 * @param name what the user writes behind {@code connector:}
 * @param options the record that its options are read into
 * @param limits what one delivery may hold, unless the user asks for less
 * @param exact true where a bookmark makes every event arrive exactly once
 * @param remote true where the destination is reached over the network: then its connections have the options of
 *     {@link Network} as well
 * @param opener makes a connector from valid options
 */
public record ConnectorType<O extends Record>(
        String name, Class<O> options, Limits limits, boolean exact, boolean remote, Opener<O> opener) {

    /**
     * Makes a connector; does no I/O. Of one connection there are several at a time where it is also written to directly,
     * or has several calls at once: they know nothing of each other.
     */
    @FunctionalInterface
    public interface Opener<O extends Record> {
        Connector open(O options, Surroundings surroundings);
    }

    /** A local one. */
    public ConnectorType(String name, Class<O> options, Limits limits, boolean exact, Opener<O> opener) {
        this(name, options, limits, exact, false, opener);
    }

    /** One whose destination is reached over the network, where events arrive at least once. */
    public static <O extends Record> ConnectorType<O> remote(
            String name, Class<O> options, Limits limits, Opener<O> opener) {
        return new ConnectorType<>(name, options, limits, false, true, opener);
    }
}

package io.mirrorlog.connector;

import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Consumer;

/**
 * What a connector may use of the world around it.
 *
 * @param connection the name of the connection it serves
 * @param timezone the one in which the connection shows times
 * @param clock the time
 * @param notices takes a sentence that an operator must read although the delivery went on, such as a file that
 *     somebody else has written to
 * @param network how its destination is reached, where it is a remote one
 * @param json writes events as JSON, for destinations that take that
 */
public record Surroundings(
        String connection,
        ZoneId timezone,
        InstantSource clock,
        Consumer<String> notices,
        Network network,
        EventJson json) {

    /** Of a connector that has neither a network nor JSON. */
    public Surroundings(String connection, ZoneId timezone, InstantSource clock, Consumer<String> notices) {
        this(connection, timezone, clock, notices, Network.USUAL, Surroundings::noJson);
    }

    /** The same, showing times in UTC. */
    public Surroundings(String connection, InstantSource clock, Consumer<String> notices) {
        this(connection, ZoneOffset.UTC, clock, notices);
    }

    private static void noJson(StringBuilder to, Entry entry) {
        throw new IllegalStateException("this connector was given no way to write JSON");
    }
}

package io.mirrorlog.agent.intake;

import io.mirrorlog.connector.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would become of one event; or of a whole body of which nothing could be made.
 *
 * @param shape in which it was read, such as {@code wsal}; empty where nobody got that far
 * @param stream its stream, if it names one; else empty
 * @param received it as it came, cut after {@link #RECEIVED_MAX} characters
 * @param event what would be mirrored; absent when it would be refused or left out
 * @param problems what is wrong with it, in the words that the producer gets; none with a good one
 */
public record Tried(
        Fate fate,
        String shape,
        String stream,
        String received,
        @Nullable Event event,
        List<String> problems) {

    /** Longer ones are cut. */
    public static final int RECEIVED_MAX = 64 << 10;

    /** What would become of it. */
    public enum Fate {
        /** Taken, with nothing against it. */
        VALID,
        /** Taken, and marked with what its schema has against it. */
        INVALID,
        /** Not taken. */
        REFUSED,
        /** Not kept, since its stream wants a sample only. */
        SAMPLED_OUT
    }

    public Tried {
        received = received.length() > RECEIVED_MAX ? received.substring(0, RECEIVED_MAX) : received;
        problems = List.copyOf(problems);
    }
}

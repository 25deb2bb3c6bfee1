package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.Standing.Trouble;
import java.time.Instant;

/** Hears of what an operator should know about a connection: each thing once, when it begins and when it ends. */
public interface Witness {

    void troubleBegan(String connection, Trouble trouble);

    void troubleEnded(String connection, Trouble trouble, Instant now);

    /** Events were set aside as dead letters; one of the reasons stands for all. */
    void setAside(String connection, int events, String reason);

    /**
     * For the time being nothing is written to the connection directly.
     *
     * @param rejects whether that means that no event is taken
     */
    default void directWritingStopped(String connection, Trouble trouble, boolean rejects) {}

    default void directWritingGoesOn(String connection) {}

    /** The queue could not give or take: nothing is lost, but nothing moves. */
    void queueUnavailable(String connection, String reason);
}

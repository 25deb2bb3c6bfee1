package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.Gap;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Standing.Trouble;
import java.time.Instant;
import java.util.List;

/** Hears of what an operator should know about a connection: each thing once, when it begins and when it ends. */
public interface Witness {

    void troubleBegan(String connection, Trouble trouble);

    /**
     * A delivery failed; heard each time that it does.
     *
     * @param offered what was to be delivered
     */
    default void failed(String connection, Trouble trouble, Batch offered) {}

    /** @param settled with what it ended */
    void troubleEnded(String connection, Trouble trouble, Batch settled, Instant now);

    /** Events were set aside as dead letters; one of the reasons stands for all. */
    void setAside(String connection, List<QueuedEvent> refused, String reason);

    /** Events that were still to be delivered are not retained any more; the lane goes on behind them. */
    default void gap(String connection, Gap gap) {}

    /**
     * For the time being nothing is written to the connection directly.
     *
     * @param rejects whether that means that no event is taken
     */
    default void directWritingStopped(String connection, Trouble trouble, boolean rejects) {}

    default void directWritingGoesOn(String connection) {}

    /** The queue could not give or take: nothing is lost, but nothing moves. */
    void queueUnavailable(String connection, String reason);

    /** By a fault of Mirrorlog itself nothing is delivered any more, until the agent is restarted. */
    default void laneBroke(String connection, String reason) {}
}

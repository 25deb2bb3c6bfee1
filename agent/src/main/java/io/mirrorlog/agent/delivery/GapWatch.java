package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.Gap;

/**
 * Notices, and tells, when events are missing between what a lane has settled and what it is about to offer: sequences
 * have no holes but where retention or damage made them, and then the queue knows whether events are lost.
 *
 * <p>Only for the thread that runs the lane.
 */
final class GapWatch {

    private final String connection;
    private final EventQueue queue;
    private final Witness witness;

    /** The last sequence that it has seen settled; what comes next stands directly behind it, unless something is missing. */
    private long seen;

    GapWatch(String connection, EventQueue queue, Witness witness) {
        this.connection = connection;
        this.queue = queue;
        this.witness = witness;
    }

    /** All up to this sequence is settled. */
    void settledThrough(long sequence) {
        seen = sequence;
    }

    /** The queue's position may lie behind what was seen before, but what was seen is not missing. */
    void resume(long position) {
        seen = Math.max(seen, position);
    }

    void settled(Batch batch) {
        if (batch.source() == Batch.Source.LIVE && !batch.isEmpty()) {
            seen = batch.events().get(batch.events().size() - 1).sequence();
        }
    }

    /** @param next not empty */
    void look(Batch next) {
        if (next.source() != Batch.Source.LIVE) {
            return;
        }
        long first = next.events().get(0).sequence();
        if (first > seen + 1) {
            Gap gap = queue.gap(connection);
            if (gap != null) {
                witness.gap(connection, gap);
            }
            seen = first - 1;
        }
    }
}

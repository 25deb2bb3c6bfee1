package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.Gap;
import io.mirrorlog.agent.queue.QueuedEvent;

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

    /** Up to this sequence nothing is missing, or what is has been told. */
    private long seen;

    GapWatch(String connection, EventQueue queue, Witness witness) {
        this.connection = connection;
        this.queue = queue;
        this.witness = witness;
    }

    /** The queue's position may lie behind what was seen before, but what was seen is not missing. */
    void resume(long position) {
        seen = Math.max(seen, position);
    }

    /** Something may be missing before a batch, and within it: what others still wait for is retained for longer. */
    void look(Batch next) {
        if (next.source() != Batch.Source.LIVE) {
            return;
        }
        long through = seen;
        boolean holes = false;
        for (QueuedEvent event : next.events()) {
            holes |= event.sequence() > through + 1;
            through = Math.max(through, event.sequence());
        }
        Gap gap = holes ? queue.gap(connection) : null;
        if (gap != null) {
            witness.gap(connection, gap);
            through = Math.max(through, gap.last());
        }
        seen = through;
    }
}

package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Replay;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.History;
import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.Span;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Records what became of events that do not stand in the queue's order: how far their range is, and their exceptions,
 * each with a copy, since the log may have forgotten the event. Where the connection has an exception of such an event
 * already, that one stands.
 */
final class SettlingLate {

    private final Settlement settlement;
    private final Transaction transaction;
    private final Place place;
    private final History history;
    private long delivered;
    private long refused;

    SettlingLate(Settlement settlement, Transaction transaction, Place place, History history) {
        this.settlement = settlement;
        this.transaction = transaction;
        this.place = place;
        this.history = history;
    }

    /** How many of them went where, in the end. */
    Place.Tally tally() {
        return new Place.Tally(delivered, refused);
    }

    /**
     * Events that were given up: from their file, or by a delivery that was under way then. What is not the next of its
     * range is passed over; it stays in the file, and is offered again with that.
     *
     * @param inOrder true for what comes out of the file, where a gap between two sequences is none between two events
     * @return whether any was recorded
     */
    boolean settleReleased(List<QueuedEvent> events, boolean inOrder) throws SQLException {
        if (events.isEmpty()) {
            return false;
        }
        boolean moved = false;
        Span span =
                new Span(events.get(0).sequence(), events.get(events.size() - 1).sequence());
        for (ReleasedRow row : transaction.tables().released().overlapping(place.id(), span)) {
            List<QueuedEvent> next = next(events, row, inOrder);
            if (!next.isEmpty()) {
                transaction
                        .tables()
                        .released()
                        .settle(row, next.size(), next.get(next.size() - 1).sequence());
                keep(next);
                moved = true;
            }
        }
        return moved;
    }

    /** Events of the replay that runs; of one that was cancelled meanwhile only the bookmark is of interest. */
    boolean settleReplay(Batch batch) throws SQLException {
        ReplaysTable replays = transaction.tables().replays();
        ReplayRow row = replays.running(place.id());
        if (row == null || batch.isEmpty()) {
            return row == null;
        }
        if (!row.begun() || batch.through() <= row.position() || batch.through() > row.last()) {
            return false;
        }
        keep(batch.events());
        replays.settle(place.id(), batch.through(), delivered);
        if (batch.through() == row.last()) {
            replays.end(place.id(), Replay.State.DONE, transaction.now());
        }
        return true;
    }

    private static List<QueuedEvent> next(List<QueuedEvent> events, ReleasedRow row, boolean inOrder) {
        var next = new ArrayList<QueuedEvent>();
        long last = row.position();
        for (QueuedEvent event : events) {
            boolean follows = inOrder ? event.sequence() > last : event.sequence() == last + 1;
            if (follows && event.sequence() <= row.last()) {
                next.add(event);
                last = event.sequence();
            }
        }
        return next;
    }

    private void keep(List<QueuedEvent> events) throws SQLException {
        ExceptionsTable exceptions = transaction.tables().exceptions();
        long due = Micros.ceiling(settlement.againDue());
        for (QueuedEvent event : events) {
            String reason = settlement.refused().get(event.sequence());
            boolean again = settlement.again().contains(event.sequence());
            boolean leftBehind = (reason != null || again) && !exceptions.holds(place.id(), event.sequence());
            if (reason == null && !again) {
                delivered += settlement.passedOver().contains(event.sequence()) ? 0 : 1;
            } else if (leftBehind && reason != null) {
                exceptions.bury(place.id(), event, reason, history, transaction.now());
                refused++;
            } else if (leftBehind) {
                exceptions.putAsideCopy(place.id(), event, due, history, transaction.now());
            }
        }
    }
}

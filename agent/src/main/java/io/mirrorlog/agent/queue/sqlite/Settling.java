package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Standing.Trouble;
import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.Again;
import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.History;
import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.Span;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Records what became of a batch: the position or the exceptions, the dead letters, the bookmark, the counts. */
record Settling(Settlement settlement) implements Work.Step<Place> {

    @Override
    public Place apply(Transaction transaction) throws SQLException {
        Place place = transaction.place(settlement.connection());
        Batch batch = settlement.batch();
        var late = new SettlingLate(settlement, transaction, place, liveHistory(place, transaction));
        List<QueuedEvent> moved = new ArrayList<>();
        boolean movedLate = false;
        long position = place.position();
        switch (batch.source()) {
            case LIVE, AHEAD -> {
                boolean ahead = batch.source() == Batch.Source.AHEAD;
                Ahead settledBefore = ahead ? transaction.ahead(place) : Ahead.NONE;
                moved.addAll(batch.events().stream()
                        .filter(event -> event.sequence() > place.position() && !settledBefore.holds(event.sequence()))
                        .toList());
                // Given up while this delivery was under way.
                movedLate = late.settleReleased(before(place.position(), batch), false);
                setAside(transaction, place, moved, liveHistory(place, transaction));
                position = moved.isEmpty() ? position : reached(transaction, place, moved, ahead);
            }
            case AGAIN -> moved.addAll(ended(batch, transaction, place));
            case RELEASED -> movedLate = late.settleReleased(batch.events(), true);
            case REPLAY -> movedLate = late.settleReplay(batch);
        }
        boolean stale = moved.isEmpty() && !movedLate && !batch.isEmpty();
        Place settled = place.settled(
                        position,
                        stale ? null : settlement.bookmark(),
                        tally(moved).and(late.tally()),
                        nextDue(transaction, place))
                .late(movedLate ? transaction.tables().late().of(place.id()) : place.late());
        if (settlement.endsTrouble()) {
            settled = settled.working(Micros.instant(transaction.now()));
        }
        transaction.put(settled);
        return settled;
    }

    private static long reached(Transaction transaction, Place place, List<QueuedEvent> moved, boolean ahead)
            throws SQLException {
        return ahead
                ? Reached.settle(
                        transaction,
                        place,
                        moved.stream().map(QueuedEvent::sequence).toList())
                : Reached.move(transaction, place, moved.get(moved.size() - 1).sequence());
    }

    private static List<QueuedEvent> before(long position, Batch batch) {
        return batch.isEmpty() || batch.events().get(0).sequence() > position
                ? List.of()
                : batch.events().stream()
                        .filter(event -> event.sequence() <= position)
                        .toList();
    }

    private List<QueuedEvent> ended(Batch batch, Transaction transaction, Place place) throws SQLException {
        List<QueuedEvent> ended = new ArrayList<>();
        if (!batch.isEmpty()) {
            for (Again again : transaction.tables().exceptions().overlapping(place.id(), span(batch.events()))) {
                ended.addAll(endPartOf(again, transaction, place));
            }
        }
        return ended;
    }

    /** The events of the connection's last failures stood at the head of this batch: they share that history. */
    private static History liveHistory(Place place, Transaction transaction) {
        Trouble trouble = place.trouble();
        return trouble == null
                ? new History(1, transaction.now())
                : new History(trouble.failures() + 1, Micros.floor(trouble.since()));
    }

    private long nextDue(Transaction transaction, Place place) throws SQLException {
        boolean touched = settlement.batch().source() == Batch.Source.AGAIN
                || !settlement.again().isEmpty();
        return touched ? transaction.tables().exceptions().nextDue(place.id()) : place.nextDue();
    }

    private Place.Tally tally(List<QueuedEvent> moved) {
        long refused = 0;
        long kept = 0;
        for (QueuedEvent event : moved) {
            if (settlement.refused().containsKey(event.sequence())) {
                refused++;
            } else if (settlement.again().contains(event.sequence())
                    || settlement.passedOver().contains(event.sequence())) {
                kept++;
            }
        }
        return new Place.Tally(moved.size() - refused - kept, refused);
    }

    /** Ends the exception for the events of the batch; what the batch does not name stays put aside as it was. */
    private List<QueuedEvent> endPartOf(Again again, Transaction transaction, Place place) throws SQLException {
        List<QueuedEvent> ended = settlement.batch().events().stream()
                .filter(event -> event.sequence() >= again.span().first()
                        && event.sequence() <= again.span().last())
                .toList();
        if (again.copied()) {
            for (QueuedEvent event : ended) {
                settleCopied(again, event.sequence(), transaction);
            }
            return ended;
        }
        ExceptionsTable exceptions = transaction.tables().exceptions();
        exceptions.end(again);
        long next = again.span().first();
        for (Span span : spans(ended.stream().map(QueuedEvent::sequence).toList())) {
            if (next < span.first()) {
                keep(new Span(next, span.first() - 1), again, exceptions, place);
            }
            next = span.last() + 1;
        }
        if (next <= again.span().last()) {
            keep(new Span(next, again.span().last()), again, exceptions, place);
        }
        History history =
                new History(again.history().attempts() + 1, again.history().since());
        setAside(transaction, place, ended, history);
        return ended;
    }

    /** Its row is changed, never written anew: it holds the only copy of the event. */
    private void settleCopied(Again again, long sequence, Transaction transaction) throws SQLException {
        ExceptionsTable exceptions = transaction.tables().exceptions();
        int attempts = again.history().attempts() + 1;
        String reason = settlement.refused().get(sequence);
        if (reason != null) {
            exceptions.buryAgain(again, reason, attempts, transaction.now());
        } else if (settlement.again().contains(sequence)) {
            exceptions.putOff(again, Micros.ceiling(settlement.againDue()), attempts, transaction.now());
        } else {
            exceptions.end(again);
        }
    }

    private static void keep(Span span, Again as, ExceptionsTable exceptions, Place place) throws SQLException {
        exceptions.putAside(
                place.id(), span, as.due(), as.history(), as.history().since());
    }

    private void setAside(Transaction transaction, Place place, List<QueuedEvent> moved, History history)
            throws SQLException {
        if (settlement.refused().isEmpty() && settlement.again().isEmpty()) {
            return;
        }
        ExceptionsTable exceptions = transaction.tables().exceptions();
        var again = new ArrayList<Long>();
        for (QueuedEvent event : moved) {
            String reason = settlement.refused().get(event.sequence());
            if (reason != null) {
                exceptions.bury(place.id(), event, reason, history, transaction.now());
            } else if (settlement.again().contains(event.sequence())) {
                again.add(event.sequence());
            }
        }
        long due = Micros.ceiling(settlement.againDue());
        for (Span span : spans(again)) {
            exceptions.putAside(place.id(), span, due, history, transaction.now());
        }
    }

    private static Span span(List<QueuedEvent> events) {
        return new Span(events.get(0).sequence(), events.get(events.size() - 1).sequence());
    }

    /** Ascending sequences as spans without gaps. */
    static List<Span> spans(List<Long> sequences) {
        var spans = new ArrayList<Span>();
        long first = 0;
        long last = -1;
        for (long sequence : sequences) {
            if (sequence != last + 1 || last < 0) {
                if (last >= 0) {
                    spans.add(new Span(first, last));
                }
                first = sequence;
            }
            last = sequence;
        }
        if (last >= 0) {
            spans.add(new Span(first, last));
        }
        return spans;
    }
}

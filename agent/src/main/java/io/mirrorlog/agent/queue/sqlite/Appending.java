package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.Arrival.Fingerprint;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Receipt;
import io.mirrorlog.connector.Event;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Stores arrivals behind all that is there. Made on the caller's thread, which writes the JSON; the writer's thread only
 * gives the sequences.
 */
final class Appending implements Work.Step<List<Receipt>> {

    private static final String ID_REUSED = "\"id_reused\":true";

    private final List<Arrival> arrivals;
    private final List<byte[]> bodies;
    private final long arrived;
    private final long bytes;

    private Appending(List<Arrival> arrivals, List<byte[]> bodies, long arrived) {
        this.arrivals = arrivals;
        this.bodies = bodies;
        this.arrived = arrived;
        this.bytes = bodies.stream().mapToLong(body -> body.length).sum();
    }

    static Work<List<Receipt>> of(List<Arrival> given, Instant now) {
        List<Arrival> arrivals = List.copyOf(given);
        List<byte[]> bodies =
                arrivals.stream().map(arrival -> body(arrival.event())).toList();
        var appending = new Appending(arrivals, bodies, Micros.floor(now));
        return Work.append(arrivals.size(), appending.bytes, appending);
    }

    /** The stored form of an event. */
    static byte[] body(Event event) {
        return EventJson.write(event).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public List<Receipt> apply(Transaction transaction) throws SQLException {
        var receipts = new ArrayList<Receipt>(arrivals.size());
        for (int i = 0; i < arrivals.size(); i++) {
            receipts.add(store(transaction, arrivals.get(i), bodies.get(i)));
        }
        return receipts;
    }

    private Receipt store(Transaction transaction, Arrival arrival, byte[] body) throws SQLException {
        Fingerprint fingerprint = arrival.fingerprint();
        if (fingerprint == null) {
            return new Receipt(append(transaction, arrival.event(), body), Receipt.Fate.STORED);
        }
        switch (transaction.known(fingerprint)) {
            case SAME_CONTENT -> {
                return new Receipt(0, Receipt.Fate.DUPLICATE);
            }
            case OTHER_CONTENT -> {
                Event marked = marked(arrival.event());
                long sequence = append(transaction, marked, body(marked));
                transaction.remember(fingerprint, arrived);
                return new Receipt(sequence, Receipt.Fate.ID_REUSED);
            }
            default -> {
                long sequence = append(transaction, arrival.event(), body);
                transaction.remember(fingerprint, arrived);
                return new Receipt(sequence, Receipt.Fate.STORED);
            }
        }
    }

    private long append(Transaction transaction, Event event, byte[] body) throws SQLException {
        long sequence = transaction.counters().last() + 1;
        transaction.append(new QueuedEvent(sequence, Micros.instant(arrived), body.length, event), arrived, body);
        return sequence;
    }

    private static Event marked(Event event) {
        String marks = event.marks();
        return marks.equals(Event.NONE)
                ? event.marked("{" + ID_REUSED + "}")
                : event.marked(marks.substring(0, marks.length() - 1) + "," + ID_REUSED + "}");
    }
}

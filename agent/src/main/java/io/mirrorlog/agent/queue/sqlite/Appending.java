package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.Arrival.Fingerprint;
import io.mirrorlog.agent.queue.Receipt;
import io.mirrorlog.connector.Event;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores arrivals behind all that is there. Made on the caller's thread, which writes the JSON; the writer's thread only
 * gives the sequences. Keeps nothing of the events but their stored form.
 */
final class Appending implements Work.Step<List<Receipt>> {

    private static final String ID_REUSED = "\"id_reused\":true";

    private final Bodies bodies;
    private final String[] sites;
    private final @Nullable Fingerprint[] fingerprints;
    private final long arrived;

    private Appending(Bodies bodies, String[] sites, @Nullable Fingerprint[] fingerprints, long arrived) {
        this.bodies = bodies;
        this.sites = sites;
        this.fingerprints = fingerprints;
        this.arrived = arrived;
    }

    static Work<List<Receipt>> of(List<Arrival> arrivals, Instant now) {
        int count = arrivals.size();
        var events = new ArrayList<Event>(count);
        var sites = new String[count];
        var fingerprints = new @Nullable Fingerprint[count];
        for (int i = 0; i < count; i++) {
            Arrival arrival = arrivals.get(i);
            events.add(arrival.event());
            sites[i] = arrival.event().site();
            fingerprints[i] = arrival.fingerprint();
        }
        Bodies bodies = Bodies.of(events);
        return Work.append(count, bodies.bytes(), new Appending(bodies, sites, fingerprints, Micros.floor(now)));
    }

    @Override
    public List<Receipt> apply(Transaction transaction) throws SQLException {
        var receipts = new ArrayList<Receipt>(sites.length);
        for (int i = 0; i < sites.length; i++) {
            receipts.add(store(transaction, i));
        }
        return receipts;
    }

    private Receipt store(Transaction transaction, int i) throws SQLException {
        Fingerprint fingerprint = fingerprints[i];
        if (fingerprint == null) {
            return new Receipt(transaction.append(bodies, i, sites[i], arrived), Receipt.Fate.STORED);
        }
        switch (transaction.known(fingerprint)) {
            case SAME_CONTENT -> {
                return new Receipt(0, Receipt.Fate.DUPLICATE);
            }
            case OTHER_CONTENT -> {
                Bodies marked = Bodies.of(List.of(marked(i)));
                long sequence = transaction.append(marked, 0, sites[i], arrived);
                transaction.remember(fingerprint, arrived);
                return new Receipt(sequence, Receipt.Fate.ID_REUSED);
            }
            default -> {
                long sequence = transaction.append(bodies, i, sites[i], arrived);
                transaction.remember(fingerprint, arrived);
                return new Receipt(sequence, Receipt.Fate.STORED);
            }
        }
    }

    private Event marked(int i) {
        byte[] body = bodies.body(i);
        Event event = Bodies.event(0, body, 0, body.length);
        String marks = event.marks();
        return marks.equals(Event.NONE)
                ? event.marked("{" + ID_REUSED + "}")
                : event.marked(marks.substring(0, marks.length() - 1) + "," + ID_REUSED + "}");
    }
}

package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.Arrival.Fingerprint;
import io.mirrorlog.agent.queue.DirectSettlement;
import io.mirrorlog.agent.queue.Incoming;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Receipt;
import io.mirrorlog.connector.Event;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stores arrivals behind all that is there. Filled on the caller's thread, which writes the JSON; the writer's thread only
 * gives the sequences. Keeps nothing of the events but their stored form.
 */
final class Appending implements Incoming, Work.Step<List<Receipt>> {

    private static final String ID_REUSED = "\"id_reused\":true";

    private final Bodies bodies;
    private final List<String> sites = new ArrayList<>();
    private final List<@Nullable Fingerprint> fingerprints = new ArrayList<>();
    private final InstantSource clock;
    private final Consumer<Work<?>> queue;
    private List<DirectSettlement> settlements = List.of();
    private long arrived;

    /**
     * @param bytes the size that is expected
     * @param queue takes the writer's work; what it refuses has failed
     */
    Appending(int bytes, InstantSource clock, Consumer<Work<?>> queue) {
        this.bodies = new Bodies(bytes);
        this.clock = clock;
        this.queue = queue;
    }

    @Override
    public void add(Arrival arrival) {
        bodies.add(arrival.event());
        sites.add(arrival.event().site());
        fingerprints.add(arrival.fingerprint());
    }

    @Override
    public boolean isEmpty() {
        return sites.isEmpty();
    }

    @Override
    public CompletableFuture<List<Receipt>> append(List<DirectSettlement> known) {
        if (isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        arrived = Micros.floor(clock.instant());
        settlements = List.copyOf(known);
        return put(Work.append(sites.size(), bodies.bytes(), this));
    }

    /** Needs the room that the events will, so that what could not be stored is known before anybody writes it. */
    @Override
    public CompletableFuture<List<Receipt.Fate>> fates() {
        return put(Work.append(sites.size(), bodies.bytes(), this::look));
    }

    private <T> CompletableFuture<T> put(Work<T> work) {
        queue.accept(work);
        return work.done();
    }

    private List<Receipt.Fate> look(Transaction transaction) {
        var fates = new ArrayList<Receipt.Fate>(sites.size());
        Set<Fingerprint> seen = new HashSet<>();
        Set<Long> names = new HashSet<>();
        for (Fingerprint fingerprint : fingerprints) {
            if (fingerprint == null) {
                fates.add(Receipt.Fate.STORED);
                continue;
            }
            Remembered.Known known = transaction.known(fingerprint);
            boolean same = !seen.add(fingerprint) || known == Remembered.Known.SAME_CONTENT;
            boolean reused = !names.add(fingerprint.name()) || known == Remembered.Known.OTHER_CONTENT;
            fates.add(same ? Receipt.Fate.DUPLICATE : reused ? Receipt.Fate.ID_REUSED : Receipt.Fate.STORED);
        }
        return fates;
    }

    @Override
    public Event event(int index, Receipt.Fate fate) {
        return fate == Receipt.Fate.ID_REUSED ? marked(index) : received(index);
    }

    @Override
    public List<Receipt> apply(Transaction transaction) throws SQLException {
        var receipts = new ArrayList<Receipt>(sites.size());
        for (int i = 0; i < sites.size(); i++) {
            receipts.add(store(transaction, i));
        }
        for (DirectSettlement settlement : settlements) {
            new DirectSettling(settlement, receipts, i -> stored(i, receipts.get(i))).apply(transaction);
        }
        return receipts;
    }

    private QueuedEvent stored(int i, Receipt receipt) {
        return new QueuedEvent(receipt.sequence(), Micros.instant(arrived), bodies.size(i), event(i, receipt.fate()));
    }

    private Receipt store(Transaction transaction, int i) throws SQLException {
        Fingerprint fingerprint = fingerprints.get(i);
        if (fingerprint == null) {
            return new Receipt(transaction.append(bodies, i, sites.get(i), arrived), Receipt.Fate.STORED);
        }
        switch (transaction.known(fingerprint)) {
            case SAME_CONTENT -> {
                return new Receipt(0, Receipt.Fate.DUPLICATE);
            }
            case OTHER_CONTENT -> {
                var marked = new Bodies(bodies.size(i));
                marked.add(marked(i));
                long sequence = transaction.append(marked, 0, sites.get(i), arrived);
                transaction.remember(fingerprint, arrived);
                return new Receipt(sequence, Receipt.Fate.ID_REUSED);
            }
            default -> {
                long sequence = transaction.append(bodies, i, sites.get(i), arrived);
                transaction.remember(fingerprint, arrived);
                return new Receipt(sequence, Receipt.Fate.STORED);
            }
        }
    }

    private Event received(int i) {
        byte[] body = bodies.body(i);
        return Bodies.event(0, body, 0, body.length);
    }

    private Event marked(int i) {
        Event event = received(i);
        String marks = event.marks();
        return marks.equals(Event.NONE)
                ? event.marked("{" + ID_REUSED + "}")
                : event.marked(marks.substring(0, marks.length() - 1) + "," + ID_REUSED + "}");
    }
}

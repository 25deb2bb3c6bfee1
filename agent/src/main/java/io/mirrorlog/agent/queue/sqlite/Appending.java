package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.Arrival.Fingerprint;
import io.mirrorlog.agent.queue.Incoming;
import io.mirrorlog.agent.queue.Receipt;
import io.mirrorlog.connector.Event;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stores arrivals behind all that is there. Filled on the caller's thread, which writes the JSON; the writer's thread only
 * gives the sequences. Keeps nothing of the events but their stored form.
 */
final class Appending implements Incoming, Work.Step<List<Receipt>> {

    private static final String ID_REUSED = "id_reused";

    private final Bodies bodies;
    private final List<String> sites = new ArrayList<>();
    private final List<@Nullable Fingerprint> fingerprints = new ArrayList<>();
    private final Function<Appending, CompletableFuture<List<Receipt>>> queue;
    private long arrived;

    /**
     * @param bytes the size that is expected
     * @param queue puts it among the writer's work
     */
    Appending(int bytes, Function<Appending, CompletableFuture<List<Receipt>>> queue) {
        this.bodies = new Bodies(bytes);
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
    public CompletableFuture<List<Receipt>> append() {
        return isEmpty() ? CompletableFuture.completedFuture(List.of()) : queue.apply(this);
    }

    /** The writer's part, once nothing is added any more. */
    Work<List<Receipt>> work(Instant now) {
        arrived = Micros.floor(now);
        return Work.append(sites.size(), bodies.bytes(), this);
    }

    @Override
    public List<Receipt> apply(Transaction transaction) throws SQLException {
        var receipts = new ArrayList<Receipt>(sites.size());
        for (int i = 0; i < sites.size(); i++) {
            receipts.add(store(transaction, i));
        }
        return receipts;
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

    private Event marked(int i) {
        byte[] body = bodies.body(i);
        return Marks.with(Bodies.event(0, body, 0, body.length), ID_REUSED);
    }
}

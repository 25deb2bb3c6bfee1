package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.connector.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the events of stores that were set aside over into the one that is open, on a thread of its own: first those
 * that some connection has not settled, in their order, then the history while there is room. Each step is one commit
 * that also says how far it is, so it goes on where it was cut short.
 */
final class Salvage implements AutoCloseable {

    /** Puts work among the writer's and waits for it. */
    interface Written {
        <T> T get(Work<T> work);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Salvage.class);

    /** What waits is carried over whatever there is; history must leave so much of the queue's room to new events. */
    private static final int HISTORY_SHARE = 2;

    private static final int RETRY_MILLIS = 5_000;

    private final QueueOptions options;
    private final Supplier<List<Salvaging>> committed;
    private final Written written;
    private @Nullable Thread thread;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Consumer<Salvaging> onDone = done -> {};
    private boolean asked;

    Salvage(QueueOptions options, Supplier<List<Salvaging>> committed, Written written) {
        this.options = options;
        this.committed = committed;
        this.written = written;
    }

    /** Tells each store of which all that can be read is here, once, from a thread of its own. */
    void onDone(Consumer<Salvaging> listener) {
        onDone = listener;
    }

    /** Begins, unless it runs or nothing is to be done. */
    synchronized void start() {
        asked = true;
        if (isClosed() || thread != null || (next() == null && unreported() == null)) {
            return;
        }
        thread = new Thread(this::run, "queue-salvage");
        thread.setDaemon(true);
        thread.start();
    }

    /** The oldest store of which something is left to do. */
    private @Nullable Salvaging next() {
        for (Salvaging salvaging : committed.get()) {
            if (!salvaging.isDone()) {
                return salvaging;
            }
        }
        return null;
    }

    private @Nullable Salvaging unreported() {
        for (Salvaging salvaging : committed.get()) {
            // What an admin has looked at and deleted is told no more.
            boolean isThere = Files.exists(options.folder().resolve(salvaging.source()));
            if (salvaging.isDone() && isThere && !Files.exists(SetAside.report(options.folder(), salvaging.source()))) {
                return salvaging;
            }
        }
        return null;
    }

    private void run() {
        boolean told = false;
        while (goesOn()) {
            try {
                carryOver();
                told = false;
            } catch (QueueException | SQLException | IOException e) {
                if (!told && !isClosed()) {
                    LOG.error("What was set aside cannot be carried over now; it is tried again: {}", e.getMessage());
                    told = true;
                }
                rest();
            }
        }
    }

    /** Ends the thread when nothing is left, unless it was asked again meanwhile. */
    private synchronized boolean goesOn() {
        if (isClosed() || (!asked && next() == null && unreported() == null)) {
            thread = null;
            return false;
        }
        asked = false;
        return true;
    }

    private boolean isClosed() {
        return end.getCount() == 0;
    }

    private void rest() {
        try {
            boolean unused = end.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            end.countDown();
        }
    }

    private void carryOver() throws SQLException, IOException {
        for (Salvaging next = next(); next != null && !isClosed(); next = next()) {
            carryOver(next);
        }
        for (Salvaging done = unreported(); done != null && !isClosed(); done = unreported()) {
            SalvageReport.write(options.folder(), done);
            tell(done);
            onDone.accept(done);
        }
    }

    private void carryOver(Salvaging begun) throws SQLException {
        Path file = options.folder().resolve(begun.source());
        try (Wreck wreck = Wreck.open(file)) {
            Salvaging at = begun;
            while (at.isHolding() && !isClosed()) {
                Wreck.Piece piece = wreck.piece(at, false);
                boolean last = piece.through() >= at.start();
                // The last step is the release, behind the last events.
                long through = last ? at.start() - 1 : piece.through();
                write(new Restoring(piece.rows(), at.looked(through, 0, piece.missing()), false));
                at = current(at);
                if (last) {
                    write(new Releasing(at));
                    at = current(at);
                }
            }
            while (!at.isDone() && !isClosed()) {
                Wreck.Piece piece = wreck.piece(at, true);
                boolean room = written.get(Work.change(Salvage.this::hasRoom));
                write(
                        room
                                ? new Restoring(piece.rows(), at.lookedBack(piece.through(), 0, piece.missing()), true)
                                : new Restoring(List.of(), at.withoutRest(), true));
                at = current(at);
            }
        }
    }

    private boolean hasRoom(Transaction transaction) throws SQLException {
        return transaction.database().used() < options.maxBytes() / HISTORY_SHARE;
    }

    private void write(Work.Step<?> step) {
        try {
            written.get(Work.change(step));
        } catch (CompletionException e) {
            throw new QueueException(String.valueOf(e.getMessage()), e);
        }
    }

    private Salvaging current(Salvaging salvaging) {
        for (Salvaging each : committed.get()) {
            if (each.source().equals(salvaging.source())) {
                return each;
            }
        }
        throw new QueueException("nothing is known of " + salvaging.source());
    }

    private void tell(Salvaging done) {
        LOG.warn(
                "{} of {} {} carried over; {} could not be read{}. {} names them",
                Counted.of(done.restored(), "event"),
                done.source(),
                done.restored() == 1 ? "was" : "were",
                done.missing().count(),
                done.placesLost()
                        ? ", and neither could the position of some connection: it gets what it had again"
                        : "",
                SetAside.report(options.folder(), done.source()));
    }

    /** Waits for its end. */
    void await() {
        Thread running;
        synchronized (this) {
            running = thread;
        }
        try {
            if (running != null) {
                running.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops between two commits; the next start goes on. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            end.countDown();
            running = thread;
        }
        try {
            if (running != null) {
                running.join(RETRY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

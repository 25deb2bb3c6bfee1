package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.connector.Counted;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;

/**
 * The one thread that changes the queue's file: what arrived during a commit goes into the next one, without any wait.
 *
 * <p>A commit that fails is rolled back and fails for all whose work it held; the file is closed, and opened again for
 * the next commit. Nothing is tried again by itself, so whoever asks learns the truth.
 */
final class Writer {

    /** Finds what a full queue can do without; on the writer's thread. */
    @FunctionalInterface
    interface Overflow {
        Optional<GivingUp> next() throws IOException;

        /** It is committed. */
        default void done(GivingUp givingUp) {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    /** A disk that breaks every store at once must not fill itself with broken ones. */
    private static final Duration BETWEEN_STORES = Duration.ofMinutes(1);

    private static final Duration CLOSING_MAX = Duration.ofSeconds(5);

    private final QueueOptions options;
    private final InstantSource clock;
    private final Inbox inbox;
    private final Committed committed;
    private final Tail tail;
    private final DiskRoom disk;
    private final QueueFile file;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<Duration>> timers = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "queue-writer");

    private volatile Runnable onReplaced = () -> {};
    private volatile Overflow overflow = Optional::empty;
    private volatile Consumer<@Nullable String> onAvailability = reason -> {};
    private volatile @Nullable Configuring configuring;

    private volatile @Nullable String unavailable;
    private @Nullable Database database;
    /** What is wrong with the file, once it is known that it must be set aside. */
    private @Nullable String condemned;
    /** When that was done last in this process. */
    private Instant lastSetAside = Instant.MIN;

    private int store;
    private boolean toConfigure;
    /** What did not fit when last tried; 0 while all fits. */
    private long lacking;

    private Remembered remembered;

    /** Opens the file, so that what is wrong with it is known at once; {@link #start} hands it to the thread. */
    Writer(QueueOptions options, InstantSource clock, FreeSpace space, Inbox inbox, Committed committed, Tail tail)
            throws SQLException, IOException {
        this.options = options;
        this.clock = clock;
        this.inbox = inbox;
        this.committed = committed;
        this.tail = tail;
        this.disk = new DiskRoom(space, options.minFreeDisk(), clock);
        this.file = new QueueFile(options, clock);
        this.remembered = new Remembered(options.rememberedMax());
        this.database = file.openFirst(this::loadIfOther);
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    void onAppended(Runnable listener) {
        listeners.add(listener);
    }

    void onCommitted(Consumer<Duration> timer) {
        timers.add(timer);
    }

    /** Calls back when a new store has taken the place of a damaged one, from the writer's thread. */
    void onReplaced(Runnable listener) {
        onReplaced = listener;
    }

    /** Asks when no delivered history is left to delete. */
    void onFull(Overflow asked) {
        overflow = asked;
    }

    /** Tells why events are not taken from now on, and null when they are taken again, from the writer's thread. */
    void onAvailability(Consumer<@Nullable String> listener) {
        onAvailability = listener;
    }

    /** Whether the file was not closed in order before this process opened it. */
    boolean wasLeftOpen() {
        return file.wasLeftOpen();
    }

    /** What a store that takes the place of a damaged one is to be told first. */
    void configuring(Configuring connections) {
        configuring = connections;
    }

    /** Somebody has met damage in the so many-th store of this process: unless it is gone by now, it is set aside. */
    void suspect(String reason, int inStore) {
        inbox.put(Work.change(transaction -> {
            if (inStore == store) {
                throw new SQLException(reason, null, SQLiteErrorCode.SQLITE_CORRUPT.code);
            }
            return inStore;
        }));
    }

    /** Why events were not taken when last tried; null while all is well. */
    @Nullable
    String unavailable() {
        return unavailable;
    }

    /** Refuses new work, commits what was taken, closes the file; gives up waiting for that after five seconds. */
    void close() {
        inbox.close();
        try {
            thread.join(CLOSING_MAX.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new QueueException("the queue did not finish its last commit in time; what it told is on disk");
        }
    }

    private void run() {
        for (List<Work<?>> taken = inbox.take(); !taken.isEmpty(); taken = inbox.take()) {
            write(taken);
        }
        try {
            if (database != null) {
                if (database.checkpoint()) {
                    file.endedInOrder();
                }
                database.close();
            }
        } catch (SQLException | IOException e) {
            LOG.warn("The queue was not closed in order; its last commits stay in the write-ahead log", e);
        }
    }

    private void write(List<Work<?>> taken) {
        boolean appended;
        List<Work<?>> admitted;
        try {
            Database open = opened();
            configureAgain(open);
            String refusal = refusal(open, taken.stream().mapToLong(Work::bytes).sum());
            if (refusal == null) {
                admitted = taken;
            } else {
                report(refusal);
                admitted = admittedDespite(refusal, taken);
            }
            appended = commit(open, admitted);
            report(refusal);
        } catch (SQLException | IOException | RuntimeException | Error e) {
            failed(taken, e);
            return;
        }
        admitted.forEach(Work::complete);
        if (appended) {
            listeners.forEach(Writer::call);
        }
    }

    /** All but what needs room; that is told why it gets none. */
    private static List<Work<?>> admittedDespite(String refusal, List<Work<?>> taken) {
        var admitted = new ArrayList<Work<?>>();
        for (Work<?> work : taken) {
            if (work.needsRoom()) {
                work.fail(new QueueException(refusal));
            } else {
                admitted.add(work);
            }
        }
        return admitted;
    }

    /** Why so many bytes more cannot be stored, or null when they can: delivered history has made room for them. */
    private @Nullable String refusal(Database open, long incoming) throws SQLException {
        String lack = disk.lack(incoming);
        if (lack != null) {
            return lack;
        }
        long needed = incoming > 0 ? incoming : lacking;
        lacking = needed;
        while (open.used() + needed > options.maxBytes()) {
            Work<Integer> purge = Work.change(new Purging(Long.MAX_VALUE, forgottenBefore()));
            commit(open, List.of(purge));
            purge.complete();
            if (purge.done().join() > 0) {
                continue;
            }
            String hindrance = givenUp(open);
            if (hindrance != null) {
                return "the queue is full: " + Bytes.text(open.used()) + " of " + Bytes.text(options.maxBytes())
                        + " (queue.max_size), and " + hindrance;
            }
        }
        lacking = 0;
        return null;
    }

    /** Null when a connection that is stuck has given up a range: its events are history now. */
    private @Nullable String givenUp(Database open) throws SQLException {
        try {
            GivingUp givingUp = overflow.next().orElse(null);
            if (givingUp == null) {
                return "all of it waits for a connection";
            }
            Work<Long> work = Work.change(givingUp);
            commit(open, List.of(work));
            work.complete();
            overflow.done(givingUp);
            LOG.warn(
                    "{}: the queue is full; {} in released/{} now until somebody" + " offers them again or drops them",
                    givingUp.place().name(),
                    Counted.of(
                            work.done().join(),
                            "event",
                            "that waits for it, the oldest, lies",
                            "that wait for it, the oldest, lie"),
                    givingUp.draft().file());
            return null;
        } catch (IOException e) {
            return "what waits for a connection cannot be written to released/: " + e.getMessage();
        }
    }

    /** Returns whether a connection may find something new. */
    private boolean commit(Database open, List<Work<?>> works) throws SQLException {
        remembered.forgetBefore(forgottenBefore());
        var transaction = new Transaction(open, committed, remembered, Micros.floor(clock.instant()));
        long begun = System.nanoTime();
        open.begin();
        try {
            for (Work<?> work : works) {
                work.apply(transaction);
            }
            transaction.commit();
        } catch (SQLException | RuntimeException | Error e) {
            transaction.rollback(e);
            throw e;
        }
        transaction.publish(tail);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        timers.forEach(timer -> timer.accept(took));
        return transaction.brings();
    }

    /** Fingerprints of what arrived before are not needed any more. */
    long forgottenBefore() {
        return Micros.floor(clock.instant().minus(options.dedupe()));
    }

    private Database opened() throws SQLException, IOException {
        if (database != null) {
            return database;
        }
        String before = youngestSalvage();
        setAsideIfCondemned();
        Database opened = file.open(this::loadIfOther);
        database = opened;
        if (!before.equals(youngestSalvage())) {
            store++;
            toConfigure = true;
            onReplaced.run();
        }
        return opened;
    }

    private void setAsideIfCondemned() throws SQLException, IOException {
        if (condemned == null) {
            return;
        }
        Instant now = clock.instant();
        if (Duration.between(lastSetAside, now).compareTo(BETWEEN_STORES) < 0) {
            throw new QueueException("the queue's file was damaged twice within " + BETWEEN_STORES.toSeconds()
                    + " seconds: " + condemned);
        }
        lastSetAside = now;
        String reason = condemned;
        condemned = null;
        file.setAside(reason);
    }

    private String youngestSalvage() {
        List<Salvaging> salvages = committed.salvages();
        return salvages.isEmpty() ? "" : salvages.get(salvages.size() - 1).source();
    }

    private void configureAgain(Database open) throws SQLException {
        Configuring known = configuring;
        if (toConfigure && known != null) {
            commit(open, List.of(Work.change(known)));
        }
        toConfigure = false;
    }

    /** Also when a commit that was told as failed turns out to have reached the disk. */
    private void loadIfOther(Tables tables) throws SQLException {
        if (tables.counters().load().commits() == committed.counters().commits()) {
            return;
        }
        tail.dropThrough(Long.MAX_VALUE);
        remembered = new Remembered(options.rememberedMax());
        tables.remembered().load(remembered);
        committed.load(tables);
    }

    private void failed(List<Work<?>> works, Throwable cause) {
        try {
            if (database != null) {
                database.close();
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
        database = null;
        if (DamagedException.isTold(cause)) {
            condemned = String.valueOf(cause.getMessage());
        }
        String reason = cause instanceof QueueException
                ? String.valueOf(cause.getMessage())
                : "the queue cannot write: " + cause.getMessage();
        report(reason);
        var failure = new QueueException(reason, cause);
        works.forEach(work -> work.fail(failure));
    }

    private void report(@Nullable String reason) {
        boolean changes = (reason == null) != (unavailable == null);
        if (reason != null && unavailable == null) {
            LOG.error("No event is taken: {}", reason);
        } else if (reason == null && unavailable != null) {
            LOG.info("Events are taken again");
        }
        unavailable = reason;
        if (changes) {
            onAvailability.accept(reason);
        }
    }

    private static void call(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.error("A listener of the queue failed", e);
        }
    }
}

package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.DeadLetter;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.Gap;
import io.mirrorlog.agent.queue.Incoming;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueueStatus;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Released;
import io.mirrorlog.agent.queue.Replay;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.agent.queue.TimeRange;
import io.mirrorlog.agent.queue.UnknownConnectionException;
import io.mirrorlog.agent.queue.Upkeep;
import io.mirrorlog.connector.Event;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The queue in one SQLite file.
 *
 * <p>Safe for use by many threads. Changes go through one writer's thread, reads run on the caller's. One process at a
 * time may have it open for writing; the lock on the data folder sees to that.
 */
public final class SqliteQueue implements EventQueue, Upkeep {

    /** No single answer holds more than so many bytes of events by stored size, but for one event alone. */
    private static final long READ_BYTES_MAX = 16 << 20;

    private final QueueOptions options;
    private final InstantSource clock;
    private final Inbox inbox;
    private final Committed committed;
    private final Tail tail;
    private final Writer writer;
    private final Readers readers;
    private final Offers offers;
    private final Standings standings;
    private final StoreStatus status;
    private final Salvage salvage;
    private final GivenUp givenUp;
    private final SendingAgain sendingAgain;
    private volatile Consumer<QueueStatus.SetAside> onSetAside = aside -> {};

    private SqliteQueue(QueueOptions options, InstantSource clock, FreeSpace space) throws SQLException, IOException {
        this.options = options;
        this.clock = clock;
        this.inbox = new Inbox(options.pendingBytes());
        this.committed = new Committed();
        this.tail = new Tail(options.tailBytes());
        this.writer = new Writer(options, clock, space, inbox, committed, tail);
        this.readers = new Readers(options.file(), writer::suspect);
        this.offers = new Offers(committed, tail, readers);
        this.standings = new Standings(committed, readers);
        this.status = new StoreStatus(options, committed, readers);
        this.salvage = new Salvage(options, committed::salvages, this::written);
        this.givenUp = new GivenUp(
                options,
                clock,
                committed,
                readers,
                (connection, after, events, bytes) ->
                        offers.live(connection, after, events, bytes).events(),
                this::written);
        this.sendingAgain = new SendingAgain(committed, readers, this::written);
        writer.onReplaced(this::readAnew);
        writer.onFull(givenUp);
        writer.start();
    }

    /**
     * Opens the queue, or makes a new one. A file that is damaged, none of ours or made by a newer version is set aside:
     * a new one takes its place with the positions that can be read, and after {@link #configure} the events that can be
     * read follow.
     *
     * @throws QueueException when neither is possible: the disk is full or forbids it
     */
    public static SqliteQueue open(QueueOptions options, InstantSource clock, FreeSpace space) {
        try {
            var queue = new SqliteQueue(options, clock, space);
            queue.givenUp.tidy();
            return queue;
        } catch (SQLException | IOException e) {
            throw new QueueException("the queue " + options.file() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    @Override
    public Incoming incoming(int bytes) {
        return new Appending(bytes, clock, this::hand);
    }

    /** Waits until all that can be read of stores that were set aside is here, or it is clear that it cannot be now. */
    void awaitSalvage() {
        salvage.await();
    }

    /** On the writer's thread, before it writes to the new store. */
    private void readAnew() {
        try {
            readers.renew();
        } catch (SQLException e) {
            throw new QueueException("the queue's readers cannot be closed: " + e.getMessage(), e);
        }
        List<Salvaging> salvages = committed.salvages();
        onSetAside.accept(StoreStatus.told(salvages.get(salvages.size() - 1)));
        salvage.start();
    }

    private <T> CompletableFuture<T> put(Work<T> work) {
        hand(work);
        return work.done();
    }

    /** To the writer, or back. */
    private void hand(Work<?> work) {
        try {
            inbox.put(work);
        } catch (QueueException e) {
            work.fail(e);
        }
    }

    /**
     * Makes a commit without an event that needs room as one would.
     *
     * @return completes when it is on disk; fails with a {@link QueueException} when an event would not be taken
     */
    public CompletableFuture<?> trial() {
        return put(Work.append(1, 0, Transaction::now));
    }

    @Override
    public void onAppended(Runnable listener) {
        writer.onAppended(listener);
    }

    /** Tells how long each commit took, from the writer's thread: return at once, throw nothing. */
    public void onCommitted(Consumer<Duration> timer) {
        writer.onCommitted(timer);
    }

    /**
     * Tells why events are not taken from now on, and null when they are taken again; from the writer's thread: return at
     * once, throw nothing.
     */
    public void onAvailability(Consumer<@Nullable String> listener) {
        writer.onAvailability(listener);
    }

    /** Tells each damaged store when it was set aside in the running agent; as for {@link #onAvailability}. */
    public void onSetAside(Consumer<QueueStatus.SetAside> listener) {
        onSetAside = listener;
    }

    /**
     * Tells each damaged store when all that can be read of it is here, and the sequences that are missing ({@code
     * 3-7,12-12}, the first thousand ranges); as for {@link #onAvailability}, but from a thread of its own.
     */
    public void onSalvaged(BiConsumer<QueueStatus.SetAside, String> listener) {
        salvage.onDone(
                done -> listener.accept(StoreStatus.told(done), done.missing().text()));
    }

    /** Whether the process that had it open before was not ended in order. */
    public boolean wasLeftOpen() {
        return writer.wasLeftOpen();
    }

    @Override
    public void configure(Map<String, Start> connections) {
        var configuring = new Configuring(connections);
        writer.configuring(configuring);
        written(Work.change(configuring));
        salvage.start();
    }

    @Override
    public Batch unsettled(String connection, int events, long bytes, Instant now) {
        readers.requireOpen();
        return offers.next(connection, events, bytes, Micros.floor(now));
    }

    @Override
    public Batch behind(String connection, Batch batch, int events, long bytes) {
        readers.requireOpen();
        return offers.behind(connection, batch, events, bytes);
    }

    @Override
    public Batch late(String connection, int events, long bytes) {
        readers.requireOpen();
        Place place = committed.place(connection);
        Batch next = place.late() == Late.NONE ? null : givenUp.next(place, events, bytes);
        if (next == null && place.late() != Late.NONE) {
            next = sendingAgain.next(place, events, bytes);
        }
        return next == null ? new Batch(Batch.Source.RELEASED, List.of(), false) : next;
    }

    @Override
    public boolean isLateBegun(String connection) {
        return committed.place(connection).late() == Late.BEGUN;
    }

    @Override
    public boolean isLateWaiting(String connection) {
        return committed.place(connection).late() != Late.NONE;
    }

    /** Tells of each range that a connection gives up, from any thread, the writer's too: return at once, throw nothing. */
    public void onReleased(Consumer<Released> listener) {
        givenUp.onReleased(listener);
    }

    /** Tells of each replay that has come to its end, from any thread, the writer's too: return at once, throw nothing. */
    public void onReplayed(Consumer<Replay> listener) {
        sendingAgain.onDone(listener);
    }

    @Override
    public @Nullable Released giveUp(String connection, Instant arrivedBefore, String reason) {
        return givenUp.giveUp(connection, arrivedBefore, reason);
    }

    @Override
    public List<Released> released(String connection, long after, int atMost) {
        return givenUp.released(connection, after, atMost);
    }

    @Override
    public long givenUp(String connection) {
        Place place = committed.place(connection);
        return readers.read(reader -> reader.givenUp(place.id()));
    }

    @Override
    public Set<Long> retryReleased(String connection, Set<Long> firsts) {
        return givenUp.retry(connection, firsts);
    }

    @Override
    public Set<Long> dropReleased(String connection, Set<Long> firsts) {
        return givenUp.drop(connection, firsts);
    }

    @Override
    public @Nullable String problemOf(String connection, long first) {
        return givenUp.problemOf(connection, first);
    }

    @Override
    public void filters(Function<Map<String, String>, Predicate<Event>> reader) {
        sendingAgain.filters(reader);
    }

    @Override
    public Replay replay(String connection, Replay.Wish wish) {
        return sendingAgain.begin(connection, wish);
    }

    @Override
    public Replay.Count countReplay(String connection, Replay.Wish wish, long after) {
        return sendingAgain.count(connection, wish, after);
    }

    @Override
    public @Nullable Replay replayOf(String connection) {
        return sendingAgain.of(connection);
    }

    @Override
    public boolean cancelReplay(String connection) {
        return sendingAgain.cancel(connection);
    }

    @Override
    public CompletableFuture<Void> settling(Settlement settlement) {
        committed.place(settlement.connection());
        CompletableFuture<Void> settled =
                put(Work.change(new Settling(settlement))).thenAccept(place -> {});
        Batch batch = settlement.batch();
        return batch.source() == Batch.Source.REPLAY
                ? settled.thenRun(() -> sendingAgain.settled(settlement.connection(), batch.through()))
                : settled;
    }

    @Override
    public void trouble(String connection, Standing.Trouble trouble) {
        committed.place(connection);
        written(Work.change(transaction -> {
            Place troubled = transaction.place(connection).troubled(trouble, Micros.instant(transaction.now()));
            if (troubled.late() == Late.BEGUN) {
                transaction.tables().late().failed(troubled.id());
                troubled = troubled.late(Late.WAITING);
            }
            transaction.put(troubled);
            return troubled;
        }));
    }

    @Override
    public void pause(String connection, String reason) {
        changed(connection, (place, now) -> {
            Standing.Pause before = place.pause();
            Instant since = before == null ? Micros.instant(now) : before.since();
            return place.paused(new Standing.Pause(since, reason));
        });
    }

    @Override
    public void resume(String connection) {
        changed(connection, (place, now) -> place.resumed(Micros.instant(now)));
    }

    private void changed(String connection, BiFunction<Place, Long, Place> change) {
        boolean known = written(Work.change(transaction -> {
            Place place = transaction.find(connection);
            if (place != null) {
                transaction.put(change.apply(place, transaction.now()));
            }
            return place != null;
        }));
        if (!known) {
            throw new UnknownConnectionException(connection);
        }
    }

    @Override
    public boolean isPaused(String connection) {
        return committed.place(connection).pause() != null;
    }

    @Override
    public Standing standing(String connection) {
        return standings.of(connection);
    }

    @Override
    public @Nullable Gap gap(String connection) {
        return standings.gap(connection);
    }

    @Override
    public List<QueuedEvent> readForward(long after, int events) {
        readers.requireOpen();
        List<QueuedEvent> young = tail.after(after, events, READ_BYTES_MAX);
        return young != null
                ? young
                : readers.read(reader -> reader.forward(after + 1, Long.MAX_VALUE, events, READ_BYTES_MAX));
    }

    @Override
    public List<QueuedEvent> readBackward(long before, int events) {
        return readers.read(reader -> reader.backward(before, events, READ_BYTES_MAX));
    }

    @Override
    public long last() {
        return committed.counters().last();
    }

    @Override
    public TimeRange times(long after) {
        return committed.times(after);
    }

    @Override
    public QueueStatus status() {
        String unavailable = writer.unavailable();
        if (unavailable != null) {
            tryAgain();
        }
        return status.with(unavailable);
    }

    /** An empty commit: where nobody sends because the queue said no, asking for its status finds out when it is well. */
    private void tryAgain() {
        try {
            inbox.put(Work.change(Transaction::now));
        } catch (QueueException e) {
            // Closed meanwhile: there is nothing to find out.
        }
    }

    @Override
    public @Nullable Instant nextDue(String connection) {
        long due = committed.place(connection).nextDue();
        return due == Place.NEVER ? null : Micros.instant(due);
    }

    @Override
    public int purge(Instant arrivedBefore) {
        return written(Work.change(new Purging(Micros.ceiling(arrivedBefore), writer.forgottenBefore())));
    }

    /** On a connection of its own, since no transaction may be open in it: what it moves holds up no commit. */
    @Override
    public long checkpoint() {
        readers.requireOpen();
        long before = status.logSize();
        try {
            Database.checkpoint(options.file());
        } catch (SQLException e) {
            throw new QueueException("the write-ahead log cannot be moved: " + e.getMessage(), e);
        }
        return Math.max(0, before - status.logSize());
    }

    @Override
    public void optimise() {
        written(Work.change(transaction -> transaction.database().optimised()));
    }

    @Override
    public long giveBack() {
        return written(Work.change(transaction -> transaction.database().givenBack()));
    }

    @Override
    public List<DeadLetter> deadLetters(String connection, long after, int atMost) {
        Place place = committed.place(connection);
        return readers.read(reader -> reader.dead(place.id(), connection, after, atMost, READ_BYTES_MAX));
    }

    @Override
    public Set<Long> retryDead(String connection, Set<Long> sequences) {
        return raised(new Raising(connection, sequences, Raising.Fate.OFFERED_AGAIN));
    }

    @Override
    public Set<Long> dropDead(String connection, Set<Long> sequences) {
        return raised(new Raising(connection, sequences, Raising.Fate.DROPPED));
    }

    private Set<Long> raised(Raising raising) {
        return written(Work.change(raising)).orElseThrow(() -> new UnknownConnectionException(raising.connection()));
    }

    @Override
    public void rename(String connection, String to) {
        doneUnlessRefused(new Renaming(connection, to));
    }

    @Override
    public void forget(String connection) {
        doneUnlessRefused(new Forgetting(connection));
    }

    /** A refusal is a result: thrown by the step, it would fail all others in its commit. */
    private void doneUnlessRefused(Work.Step<Optional<RuntimeException>> step) {
        written(Work.change(step)).ifPresent(refusal -> {
            throw refusal;
        });
    }

    @Override
    public Set<String> connections() {
        return committed.connections();
    }

    @Override
    public void close() {
        salvage.close();
        try {
            readers.close();
        } catch (SQLException e) {
            throw new QueueException("the queue's readers cannot be closed: " + e.getMessage(), e);
        } finally {
            writer.close();
        }
    }

    private <T> T written(Work<T> work) {
        inbox.put(work);
        return QueueException.waitedFor(work.done());
    }
}

package io.mirrorlog.agent.queue;

import java.time.Instant;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The replay of one connection of a memory queue, if there ever was one. Only under the queue's lock. */
final class MemoryReplay {

    private final MemoryLog log;
    private @Nullable Replay present;

    /** A batch of it may have reached its destination without being settled. */
    private boolean begun;

    MemoryReplay(MemoryLog log) {
        this.log = log;
    }

    @Nullable
    Replay told() {
        return present;
    }

    boolean isBegun() {
        return begun;
    }

    void isNotBegun() {
        begun = false;
    }

    /** The one that runs; null when none does. */
    @Nullable
    Replay running() {
        return present != null && present.state() == Replay.State.RUNNING ? present : null;
    }

    /** What would be sent again by time alone: never empty. */
    List<QueuedEvent> wanted(String connection, Replay.Wish wish, long position) {
        Instant since = wish.since();
        QueuedEvent oldest = log.oldest();
        if (oldest != null && since != null && oldest.sequence() > 1 && since.isBefore(oldest.arrived())) {
            throw ConnectionConflictException.notRetained(connection, oldest.sequence(), oldest.arrived());
        }
        List<QueuedEvent> wanted = log.upTo(position).stream()
                .filter(event -> wish.fits(event.arrived()))
                .toList();
        if (wanted.isEmpty()) {
            throw ConnectionConflictException.nothingToReplay(connection);
        }
        return wanted;
    }

    Replay begin(String connection, Replay.Wish wish, List<QueuedEvent> wanted, Instant now) {
        Replay running = running();
        if (running != null) {
            throw ConnectionConflictException.replaying(running);
        }
        long first = wanted.get(0).sequence();
        long last = wanted.get(wanted.size() - 1).sequence();
        var replay = new Replay(connection, wish, Replay.State.RUNNING, first, last, first - 1, 0, 0, now, null);
        present = replay;
        return replay;
    }

    boolean cancel(String connection, Instant now) {
        Replay replay = running();
        if (replay == null) {
            return false;
        }
        begun = false;
        present = new Replay(
                connection,
                replay.wish(),
                Replay.State.CANCELLED,
                replay.first(),
                replay.last(),
                replay.position(),
                replay.sent(),
                replay.missing(),
                replay.at(),
                now);
        return true;
    }

    /** The next batch of the one that runs; null when none does. */
    @Nullable
    Batch next(int events, BiPredicate<Replay.Wish, QueuedEvent> fits, Instant now) {
        Replay replay = running();
        if (replay == null) {
            return null;
        }
        List<QueuedEvent> page = log.between(replay.position(), replay.last()).stream()
                .limit(events)
                .toList();
        long through =
                page.isEmpty() ? replay.last() : page.get(page.size() - 1).sequence();
        long missing = through - replay.position() - page.size();
        List<QueuedEvent> fitting = page.stream()
                .filter(event -> fits.test(replay.wish(), event))
                .map(MemoryReplay::marked)
                .toList();
        if (fitting.isEmpty()) {
            present = moved(replay, through, 0, missing, now);
            return new Batch(Batch.Source.REPLAY, List.of(), true);
        }
        begun = true;
        present = moved(replay, page.get(0).sequence() - 1, 0, missing, now);
        return new Batch(Batch.Source.REPLAY, fitting, true, through);
    }

    private static QueuedEvent marked(QueuedEvent queued) {
        return new QueuedEvent(
                queued.sequence(),
                queued.arrived(),
                queued.bytes(),
                queued.event().marked("{\"replayed\":true}"));
    }

    /** Whether a batch that ends there is the one that is to be settled. */
    boolean awaits(long through) {
        Replay replay = running();
        return replay != null && begun && through > replay.position();
    }

    /** The batch that it {@link #awaits} is settled. */
    void settled(long through, long sent, Instant now) {
        Replay replay = running();
        if (replay != null) {
            begun = false;
            present = moved(replay, through, sent, 0, now);
        }
    }

    private static Replay moved(Replay replay, long through, long sent, long missing, Instant now) {
        boolean done = through >= replay.last();
        return new Replay(
                replay.connection(),
                replay.wish(),
                done ? Replay.State.DONE : Replay.State.RUNNING,
                replay.first(),
                replay.last(),
                through,
                replay.sent() + sent,
                replay.missing() + missing,
                replay.at(),
                done ? now : null);
    }
}

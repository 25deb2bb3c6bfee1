package io.mirrorlog.agent.delivery;

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
import io.mirrorlog.connector.Event;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A queue that cannot record its first settlements, and is sound in all else. */
final class FailingSettlements implements EventQueue {

    private final EventQueue sound;
    private int failures;

    FailingSettlements(EventQueue sound, int failures) {
        this.sound = sound;
        this.failures = failures;
    }

    @Override
    public CompletableFuture<Void> settling(Settlement settlement) {
        if (failures-- > 0) {
            return CompletableFuture.failedFuture(new QueueException("the disk is full"));
        }
        return sound.settling(settlement);
    }

    @Override
    public Batch behind(String connection, Batch batch, int events, long bytes) {
        return sound.behind(connection, batch, events, bytes);
    }

    @Override
    public Batch late(String connection, int events, long bytes) {
        return sound.late(connection, events, bytes);
    }

    @Override
    public boolean isLateWaiting(String connection) {
        return sound.isLateWaiting(connection);
    }

    @Override
    public boolean isLateBegun(String connection) {
        return sound.isLateBegun(connection);
    }

    @Override
    public @Nullable Released giveUp(String connection, Instant arrivedBefore, String reason) {
        return sound.giveUp(connection, arrivedBefore, reason);
    }

    @Override
    public List<Released> released(String connection, long after, int atMost) {
        return sound.released(connection, after, atMost);
    }

    @Override
    public void filters(Function<Map<String, String>, Predicate<Event>> reader) {
        sound.filters(reader);
    }

    @Override
    public Replay replay(String connection, Replay.Wish wish) {
        return sound.replay(connection, wish);
    }

    @Override
    public Replay.Count countReplay(String connection, Replay.Wish wish, long after) {
        return sound.countReplay(connection, wish, after);
    }

    @Override
    public @Nullable Replay replayOf(String connection) {
        return sound.replayOf(connection);
    }

    @Override
    public boolean cancelReplay(String connection) {
        return sound.cancelReplay(connection);
    }

    @Override
    public long givenUp(String connection) {
        return sound.givenUp(connection);
    }

    @Override
    public Set<Long> retryReleased(String connection, Set<Long> firsts) {
        return sound.retryReleased(connection, firsts);
    }

    @Override
    public Set<Long> dropReleased(String connection, Set<Long> firsts) {
        return sound.dropReleased(connection, firsts);
    }

    @Override
    public @Nullable String problemOf(String connection, long first) {
        return sound.problemOf(connection, first);
    }

    @Override
    public Incoming incoming(int bytes) {
        return sound.incoming(bytes);
    }

    @Override
    public void onAppended(Runnable listener) {
        sound.onAppended(listener);
    }

    @Override
    public void configure(Map<String, Start> connections) {
        sound.configure(connections);
    }

    @Override
    public Batch unsettled(String connection, int events, long bytes, Instant now) {
        return sound.unsettled(connection, events, bytes, now);
    }

    @Override
    public void trouble(String connection, Standing.Trouble trouble) {
        sound.trouble(connection, trouble);
    }

    @Override
    public void pause(String connection, String reason) {
        sound.pause(connection, reason);
    }

    @Override
    public void resume(String connection) {
        sound.resume(connection);
    }

    @Override
    public boolean isPaused(String connection) {
        return sound.isPaused(connection);
    }

    @Override
    public Standing standing(String connection) {
        return sound.standing(connection);
    }

    @Override
    public List<QueuedEvent> readForward(long after, int events) {
        return sound.readForward(after, events);
    }

    @Override
    public List<QueuedEvent> readBackward(long before, int events) {
        return sound.readBackward(before, events);
    }

    @Override
    public QueueStatus status() {
        return sound.status();
    }

    @Override
    public @Nullable Gap gap(String connection) {
        return sound.gap(connection);
    }

    @Override
    public @Nullable Instant nextDue(String connection) {
        return sound.nextDue(connection);
    }

    @Override
    public int purge(Instant arrivedBefore) {
        return sound.purge(arrivedBefore);
    }

    @Override
    public List<DeadLetter> deadLetters(String connection, long after, int atMost) {
        return sound.deadLetters(connection, after, atMost);
    }

    @Override
    public Set<Long> retryDead(String connection, Set<Long> sequences) {
        return sound.retryDead(connection, sequences);
    }

    @Override
    public Set<Long> dropDead(String connection, Set<Long> sequences) {
        return sound.dropDead(connection, sequences);
    }

    @Override
    public void rename(String connection, String to) {
        sound.rename(connection, to);
    }

    @Override
    public void forget(String connection) {
        sound.forget(connection);
    }

    @Override
    public Set<String> connections() {
        return sound.connections();
    }

    @Override
    public void close() {
        sound.close();
    }
}

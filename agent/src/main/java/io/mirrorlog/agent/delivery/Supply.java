package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.delivery.Rendering.Rendered;
import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome.TooLarge;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Takes from the queue what a lane offers next: from the place whose turn it is, no more than the destination takes at
 * once, and ahead of time where that costs nothing.
 *
 * <p>Only for the thread that runs the lane.
 */
final class Supply {

    private final String connection;
    private final EventQueue queue;
    private final Rendering rendering;
    private final Limits limits;
    private final InstantSource clock;

    /** At most so many events the next time: fewer than the limit after {@link TooLarge}. */
    private int most;

    /** The last delivery took all that waited. */
    private boolean caughtUp;

    /** What comes next, made ready while the batch before it was being settled; null when there is nothing. */
    private @Nullable Rendered ready;

    Supply(String connection, EventQueue queue, Lane.Conduct conduct, InstantSource clock) {
        this.connection = connection;
        this.queue = queue;
        this.rendering = conduct.rendering();
        this.limits = conduct.limits();
        this.clock = clock;
        this.most = limits.events();
    }

    /** Gives out what is ready; null when there is nothing, or something that was put aside is due and goes first. */
    @Nullable
    Rendered takeReady() {
        Rendered next = ready;
        ready = null;
        return next == null || isDue(queue.nextDue(connection), clock.instant()) ? null : next;
    }

    /** Has nothing ready any more: it may be long until somebody asks for it. */
    void dropReady() {
        ready = null;
    }

    /** Takes back what was given out and not offered. What is not full is read again, with what has joined it. */
    void putBack(Rendered offer) {
        ready = isLiveAndFull(offer.batch()) ? offer : null;
    }

    /**
     * What stands in the queue's order comes first, and what does not when nothing else waits: behind a delivery that took
     * all there was, so that live events wait for one such batch at most, and neither keeps the other away for ever.
     */
    Batch nextInTurn() {
        boolean lateFirst = caughtUp || queue.isLateBegun(connection);
        caughtUp = false;
        if (lateFirst) {
            Batch late = queue.late(connection, most, limits.bytes());
            if (!late.isEmpty()) {
                return late;
            }
        }
        Batch waiting = queue.unsettled(connection, most, limits.bytes(), clock.instant());
        return waiting.isEmpty() && !lateFirst ? queue.late(connection, most, limits.bytes()) : waiting;
    }

    /** How long that batch waits for more events before it is offered. */
    Duration timeLeftForCompany(Batch waiting) {
        return timeLeftForCompany(waiting, limits, clock.instant());
    }

    Rendered rendered(Batch waiting) {
        return rendering.of(waiting, limits.bytes());
    }

    /** Reading and rendering take as long as a commit: they are done meanwhile, where enough waits to fill a batch. */
    @Nullable
    Rendered behind(Batch batch) {
        if (batch.isEmpty() || !isLiveAndFull(batch)) {
            return null;
        }
        try {
            Batch waiting = queue.behind(connection, batch, limits.events(), limits.bytes());
            return waiting.full() ? rendered(waiting) : null;
        } catch (QueueException e) {
            return null; // whoever needs it will ask again, and be told
        }
    }

    /**
     * The destination took that batch, and the queue knows it.
     *
     * @param next what comes {@link #behind} it
     */
    void settled(Batch batch, @Nullable Rendered next) {
        ready = next;
        most = limits.events();
        caughtUp = batch.source() == Batch.Source.LIVE && !batch.full();
    }

    /** Several calls at once have ended. */
    void settled(Abreast round) {
        caughtUp = round.caughtUp();
        most = Math.min(limits.events(), round.most());
    }

    /** So many events were too much for the destination: at most half of them the next time. */
    void halve(int tooMany) {
        most = tooMany / 2;
    }

    /** At most so many events are to be offered at once now. */
    int most() {
        return most;
    }

    private static boolean isLiveAndFull(Batch batch) {
        return batch.source() == Batch.Source.LIVE && batch.full();
    }

    /** A batch that is not full may wait, until its oldest event has lingered long enough. */
    static Duration timeLeftForCompany(Batch batch, Limits limits, Instant now) {
        if (limits.linger().isZero() || batch.full() || batch.source() != Batch.Source.LIVE) {
            return Duration.ZERO;
        }
        Instant oldest = batch.events().get(0).arrived();
        Duration waited = Duration.between(oldest, now);
        if (waited.isNegative()) {
            return limits.linger(); // the clock was set back: start counting anew rather than wait for it to catch up
        }
        Duration left = limits.linger().minus(waited);
        return left.isNegative() ? Duration.ZERO : left;
    }

    static boolean isDue(@Nullable Instant due, Instant now) {
        return due != null && !due.isAfter(now);
    }
}

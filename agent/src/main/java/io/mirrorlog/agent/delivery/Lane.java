package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.delivery.Rendering.Rendered;
import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Outcome.Blocked;
import io.mirrorlog.connector.Outcome.Delivered;
import io.mirrorlog.connector.Outcome.Mixed;
import io.mirrorlog.connector.Outcome.Retry;
import io.mirrorlog.connector.Outcome.TooLarge;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/**
 * Carries events from the queue to one connection, in order, a batch at a time; with several connectors several live
 * batches at once, as long as nothing is wrong, and then not in order.
 *
 * <p>Has no thread and no clock of its own; one caller at a time, but for {@link #probe}, {@link #nudge} and {@link
 * #windDown}.
 */
public final class Lane {

    /** How long to leave the queue alone when it could not give or take. */
    private static final Duration QUEUE_REST = Duration.ofSeconds(1);

    /** So often a destination may ask for a bookmark to be stored before it takes a probe. */
    private static final int BEGINNINGS = 3;

    /** What is settled where only a bookmark is to be stored. */
    private static final Batch NOTHING = new Batch(Batch.Source.LIVE, List.of(), true);

    private final String connection;
    private final EventQueue queue;

    /** The first of all: the one that is used where there is one call at a time. */
    private final Connector connector;

    private final List<Connector> connectors;
    private final Calls calls;
    private final Conduct conduct;
    private final InstantSource clock;
    private final DoubleSupplier chance;

    /** What comes next. */
    private final Supply supply;

    private final Patience patience;
    private final GapWatch gaps;
    private final Probes probes = new Probes();

    private volatile boolean windingDown;

    /** False until the connector knows how far the queue says it is. */
    private boolean resumed;

    private boolean queueAvailable = true;

    /**
     * What a lane needs besides the queue and the connector it stands between.
     *
     * @param bucket of all that call the connection's destination
     */
    public record Conduct(
            Rendering rendering,
            Limits limits,
            RetryPolicy retries,
            Witness witness,
            Timings timings,
            TokenBucket bucket) {

        /** With so many events a call at most. */
        Conduct atMost(int events) {
            return new Conduct(rendering, limits.holding(events), retries, witness, timings, bucket);
        }

        /** Tells of the dead letters of a settlement, once they are on disk. */
        void tellRefused(Settlement settlement) {
            Map<Long, String> refused = settlement.refused();
            if (!refused.isEmpty()) {
                String reason = refused.values().iterator().next();
                witness.setAside(settlement.connection(), settlement.refusedEvents(), reason);
            }
        }

        /** Nobody wants to know how long events take, and the destination may be called at any time. */
        public Conduct(Rendering rendering, Limits limits, RetryPolicy retries, Witness witness) {
            this(rendering, limits, retries, witness, Timings.NONE, TokenBucket.ALWAYS_FULL);
        }
    }

    /**
     * One call at a time.
     *
     * @param chance gives the jitter, from 0 up to 1
     */
    public Lane(
            String connection,
            EventQueue queue,
            Connector connector,
            Conduct conduct,
            InstantSource clock,
            DoubleSupplier chance) {
        this(connection, queue, List.of(connector), Runnable::run, conduct, clock, chance);
    }

    /**
     * @param connectors as many as calls at once; several only where none keeps a bookmark
     * @param threads on which the calls are made where they are several
     * @param chance gives the jitter, from 0 up to 1
     */
    public Lane(
            String connection,
            EventQueue queue,
            List<Connector> connectors,
            Executor threads,
            Conduct conduct,
            InstantSource clock,
            DoubleSupplier chance) {
        this.connection = connection;
        this.queue = queue;
        this.connectors = List.copyOf(connectors);
        this.connector = connectors.get(0);
        this.calls = new Calls(connectors, threads);
        this.conduct = conduct;
        this.clock = clock;
        this.chance = chance;
        this.supply = new Supply(connection, queue, conduct, clock);
        this.patience = new Patience(connection, queue, conduct, clock, chance);
        this.gaps = new GapWatch(connection, queue, conduct.witness());
    }

    /** The name of the connection it serves. */
    public String connection() {
        return connection;
    }

    /** Whether the last try failed, also one of a process before this; as the queue knows it. For any thread. */
    public boolean isFailing() {
        return queue.standing(connection).trouble() != null;
    }

    /** Something new may be in the queue. For any thread; makes no difference where there is one call at a time. */
    public void nudge() {
        if (connectors.size() > 1) {
            calls.nudge();
        }
    }

    /** Begins no call from now on while others are under way, so that {@link #deliverNext} returns. For any thread. */
    public void windDown() {
        windingDown = true;
    }

    /**
     * Delivers one batch, or several at once. Says how long to rest before the next. What it began has ended then.
     *
     * @throws InterruptedException when the agent stops; nothing has moved then, and it counts as no attempt
     */
    public Rest deliverNext() throws InterruptedException {
        try {
            return offerNext();
        } catch (QueueException e) {
            return restedUntilQueueIsBack(e);
        }
    }

    private Rest offerNext() throws InterruptedException {
        for (Probe probe = probes.next(); probe != null; probe = probes.next()) {
            Duration wait = conduct.bucket().take();
            if (!wait.isZero()) {
                return patience.untilPaceAllows(wait);
            }
            offer(probe);
        }
        if (queue.isPaused(connection)) {
            supply.dropReady();
            return new Rest.UntilRoused();
        }
        resume();
        Rendered next = supply.takeReady();
        if (next == null) {
            Batch waiting = supply.nextInTurn();
            if (waiting.isEmpty()) {
                return waiting.full() ? Rest.NONE : new Rest.UntilWoken(queue.nextDue(connection));
            }
            Duration company = supply.timeLeftForCompany(waiting);
            if (!company.isZero()) {
                return new Rest.Waiting(company);
            }
            next = supply.rendered(waiting);
        }
        gaps.look(next.batch());
        if (next.entries().isEmpty()) {
            return passedOver(next);
        }
        Duration wait = conduct.bucket().take();
        if (!wait.isZero()) {
            supply.putBack(next);
            return patience.untilPaceAllows(wait);
        }
        boolean severalAtOnce =
                connectors.size() > 1 && !patience.isTried() && next.batch().source() == Batch.Source.LIVE;
        return severalAtOnce ? abreast(next) : alone(next);
    }

    private Rest alone(Rendered next) throws InterruptedException {
        Outcome outcome;
        try {
            outcome = connector.deliver(next.entries());
        } catch (RuntimeException e) {
            resumed = false;
            return patience.failed(Failure.of(e, next.batch()));
        }
        if (outcome instanceof Delivered delivered) {
            Batch there = next.throughEntry(delivered.count());
            return settled(new Settlement(
                    connection,
                    there,
                    Map.of(),
                    Set.of(),
                    next.passedOverIn(there),
                    Instant.EPOCH,
                    delivered.bookmark()));
        }
        if (outcome instanceof Mixed mixed) {
            return settledExcept(next, mixed.refused(), mixed.again());
        }
        if (outcome instanceof TooLarge tooLarge) {
            return halved(next, tooLarge.reason());
        }
        if (outcome instanceof Blocked blocked) {
            return patience.failed(Failure.of(blocked, next.batch()));
        }
        return patience.failed(Failure.of((Retry) outcome, next.batch()));
    }

    /** In trouble there is one call at a time, so that a destination that is down is asked by one alone. */
    private Rest abreast(Rendered first) throws InterruptedException {
        BooleanSupplier goesOn = () -> !windingDown && probes.isEmpty();
        var round = new Abreast(connection, queue, conduct.atMost(supply.most()), clock, chance, goesOn, gaps, first);
        calls.make(first, round);
        round.end();
        supply.settled(round);
        queueAvailable = true;
        Failure failure = round.failure();
        if (failure == null) {
            return Rest.NONE;
        }
        resumed &= failure.kind() != Standing.Kind.FAILED;
        return patience.failed(failure);
    }

    /**
     * Lets the next {@link #deliverNext} offer an event past the queue, also while the connection is paused. For any thread.
     *
     * @return what the destination says; whoever completes it earlier is not served any more
     */
    public CompletableFuture<Outcome> probe(Event event) {
        return probes.wish(event);
    }

    /** A destination may want its bookmark stored first, and has one to be stored behind. */
    private void offer(Probe probe) throws InterruptedException {
        try {
            resume();
            List<Entry> entries = List.of(conduct.rendering().entry(0, probe.event()));
            Outcome said = connector.deliver(entries);
            for (int begun = 0; said instanceof Delivered first && first.count() == 0 && begun < BEGINNINGS; begun++) {
                settled(Settlement.delivered(connection, NOTHING, first.bookmark()));
                said = connector.deliver(entries);
            }
            if (said instanceof Delivered there && there.bookmark() != null) {
                settled(Settlement.delivered(connection, NOTHING, there.bookmark()));
            }
            probe.said().complete(said);
        } catch (QueueException | InterruptedException e) {
            probe.said().completeExceptionally(e);
            throw e;
        } catch (RuntimeException e) {
            resumed = false;
            probe.said()
                    .complete(new Outcome.Blocked(
                            "the connector broke: " + e.getClass().getName()));
        }
    }

    /** Nothing of it is for this connection: its position moves on, its destination is not asked. */
    private Rest passedOver(Rendered next) {
        queue.settle(
                new Settlement(connection, next.batch(), Map.of(), Set.of(), next.passedOver(), Instant.EPOCH, null));
        queueAvailable = true;
        return Rest.NONE;
    }

    private void resume() {
        if (!resumed) {
            Standing standing = queue.standing(connection);
            patience.resume(standing.trouble());
            gaps.resume(standing.position());
            connectors.forEach(each -> each.resume(standing.bookmark()));
            resumed = true;
        }
    }

    private Rest settled(Settlement settlement) {
        Batch batch = settlement.batch();
        CompletableFuture<Void> settling = queue.settling(settlement);
        Rendered next = supply.behind(batch);
        try {
            QueueException.waitedFor(settling);
        } catch (QueueException e) {
            resumed = false; // the connector is ahead of what is on disk: it must be told
            throw e;
        }
        queueAvailable = true;
        supply.settled(batch, next);
        conduct.timings().delivered(connection, settlement.deliveredEvents(), clock.instant());
        patience.settled(settlement);
        return Rest.NONE;
    }

    private Rest settledExcept(Rendered offered, Map<Long, String> refused, Set<Long> again) {
        Batch batch = offered.batch();
        Instant due = clock.instant().plus(conduct.retries().waitAfter(1, chance.getAsDouble()));
        var settlement = new Settlement(connection, batch, refused, again, offered.passedOver(), due, null);
        Rest rest = settled(settlement);
        conduct.tellRefused(settlement);
        return rest;
    }

    private Rest halved(Rendered offered, String reason) {
        int size = offered.entries().size();
        if (size == 1) {
            return settledExcept(offered, Map.of(offered.entries().get(0).sequence(), reason), Set.of());
        }
        supply.halve(size);
        return Rest.NONE;
    }

    /** Tells that the lane itself broke, and is not run any more; returns the reason in words. */
    public String broke(Throwable fault) {
        String reason = "its lane broke: " + Failure.placeOf(fault);
        conduct.witness().laneBroke(connection, reason);
        return reason;
    }

    private Rest restedUntilQueueIsBack(QueueException e) {
        if (queueAvailable) {
            queueAvailable = false;
            conduct.witness().queueUnavailable(connection, String.valueOf(e.getMessage()));
        }
        return new Rest.AfterFailure(QUEUE_REST);
    }
}

package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.delivery.Rendering.Rendered;
import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.Gap;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Standing.Kind;
import io.mirrorlog.agent.queue.Standing.Trouble;
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
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

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

    private final Queue<Probe> probes = new ConcurrentLinkedQueue<>();
    private final String connection;
    private final EventQueue queue;

    /** The first of all: the one that is used where there is one call at a time. */
    private final Connector connector;

    private final List<Connector> connectors;
    private final Calls calls;
    private final Conduct conduct;
    private final Rendering rendering;
    private final Limits limits;
    private final RetryPolicy retries;
    private final InstantSource clock;
    private final DoubleSupplier chance;
    private final Witness witness;
    private final Timings timings;
    private final TokenBucket bucket;

    private volatile boolean windingDown;

    /** At most so many events the next time: fewer than the limit after {@link TooLarge}. */
    private int most;

    private @Nullable Trouble trouble;

    /** False until the connector knows how far the queue says it is. */
    private boolean resumed;

    private boolean queueAvailable = true;

    /** The last delivery took all that waited. */
    private boolean caughtUp;

    /** What comes next, made ready while the batch before it was being settled; null when there is nothing. */
    private @Nullable Rendered ready;

    /** The last sequence that it has seen settled; what comes next stands directly behind it, unless something is missing. */
    private long seen;

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
        this.rendering = conduct.rendering();
        this.limits = conduct.limits();
        this.retries = conduct.retries();
        this.witness = conduct.witness();
        this.timings = conduct.timings();
        this.bucket = conduct.bucket();
        this.clock = clock;
        this.chance = chance;
        this.most = limits.events();
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
        for (Probe probe = nextProbe(); probe != null; probe = nextProbe()) {
            Duration wait = bucket.take();
            if (!wait.isZero()) {
                return restedForToken(wait);
            }
            probes.remove();
            offer(probe);
        }
        if (queue.isPaused(connection)) {
            ready = null; // it may be long
            return new Rest.UntilRoused();
        }
        resume();
        Rendered next = ready;
        ready = null;
        if (next == null || isAnythingDue()) {
            Batch waiting = nextInTurn();
            if (waiting.isEmpty() && waiting.full()) {
                return Rest.NONE;
            }
            if (waiting.isEmpty()) {
                return new Rest.UntilWoken(queue.nextDue(connection));
            }
            Duration company = timeLeftForCompany(waiting, limits, clock.instant());
            if (!company.isZero()) {
                return new Rest.Waiting(company);
            }
            next = rendering.of(waiting, limits.bytes());
        }
        lookForGap(next.batch());
        if (next.entries().isEmpty()) {
            return passedOver(next);
        }
        Duration wait = bucket.take();
        if (!wait.isZero()) {
            ready = next.batch().source() == Batch.Source.LIVE && next.batch().full() ? next : null;
            return restedForToken(wait); // what is not full is read again, with what has joined it
        }
        if (connectors.size() > 1 && trouble == null && next.batch().source() == Batch.Source.LIVE) {
            return abreast(next);
        }
        Outcome outcome;
        try {
            outcome = connector.deliver(next.entries());
        } catch (RuntimeException e) {
            return broken(e, next.batch());
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
            return failed(Kind.BLOCKED, blocked.reason(), null, next.batch());
        }
        Retry retry = (Retry) outcome;
        return failed(Kind.RETRYING, retry.reason(), retry.notBefore(), next.batch());
    }

    /** In trouble there is one call at a time, so that a destination that is down is asked by one alone. */
    private Rest abreast(Rendered first) throws InterruptedException {
        BooleanSupplier goesOn = () -> !windingDown && probes.isEmpty();
        var round = new Abreast(connection, queue, conduct.atMost(most), clock, chance, goesOn, first);
        calls.make(first, round);
        round.end();
        seen = round.through();
        caughtUp = round.caughtUp();
        most = Math.min(limits.events(), round.most());
        queueAvailable = true;
        Abreast.Failure failure = round.failure();
        if (failure == null) {
            return Rest.NONE;
        }
        resumed &= failure.kind() != Kind.FAILED;
        return failed(failure.kind(), failure.reason(), failure.asked(), failure.offered());
    }

    /**
     * What stands in the queue's order comes first, and what does not when nothing else waits: behind a delivery that took
     * all there was, so that live events wait for one such batch at most, and neither keeps the other away for ever.
     */
    private Batch nextInTurn() {
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

    /**
     * Lets the next {@link #deliverNext} offer an event past the queue, also while the connection is paused. For any thread.
     *
     * @return what the destination says; whoever completes it earlier is not served any more
     */
    public CompletableFuture<Outcome> probe(Event event) {
        var probe = new Probe(event, new CompletableFuture<>());
        probes.add(probe);
        return probe.said();
    }

    /** A destination may want its bookmark stored first, and has one to be stored behind. */
    private void offer(Probe probe) throws InterruptedException {
        try {
            resume();
            List<Entry> entries = List.of(rendering.entry(0, probe.event()));
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

    /** The first one that somebody still waits for. */
    private @Nullable Probe nextProbe() {
        probes.removeIf(probe -> probe.said().isDone());
        return probes.peek();
    }

    /** Before the pace allows a call: in trouble it is the next try that waits, else nothing is wrong. */
    private Rest restedForToken(Duration wait) {
        return trouble == null ? new Rest.Waiting(wait) : new Rest.AfterFailure(wait);
    }

    private boolean isAnythingDue() {
        return isDue(queue.nextDue(connection), clock.instant());
    }

    static boolean isDue(@Nullable Instant due, Instant now) {
        return due != null && !due.isAfter(now);
    }

    /** Sequences have no holes but where retention or damage made them: then the queue knows whether events are lost. */
    private void lookForGap(Batch waiting) {
        if (waiting.source() != Batch.Source.LIVE) {
            return;
        }
        long first = waiting.events().get(0).sequence();
        if (first > seen + 1) {
            Gap gap = queue.gap(connection);
            if (gap != null) {
                witness.gap(connection, gap);
            }
            seen = first - 1;
        }
    }

    /** Nothing of it is for this connection: its position moves on, its destination is not asked. */
    private Rest passedOver(Rendered next) {
        queue.settle(
                new Settlement(connection, next.batch(), Map.of(), Set.of(), next.passedOver(), Instant.EPOCH, null));
        see(next.batch());
        queueAvailable = true;
        return Rest.NONE;
    }

    private void see(Batch settled) {
        if (settled.source() == Batch.Source.LIVE && !settled.isEmpty()) {
            seen = settled.events().get(settled.events().size() - 1).sequence();
        }
    }

    private void resume() {
        if (!resumed) {
            Standing standing = queue.standing(connection);
            trouble = standing.trouble();
            seen = Math.max(seen, standing.position());
            connectors.forEach(each -> each.resume(standing.bookmark()));
            resumed = true;
        }
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

    private Rest settled(Settlement settlement) {
        CompletableFuture<Void> settling = queue.settling(settlement);
        Rendered next = readyBehind(settlement.batch());
        try {
            QueueException.waitedFor(settling);
            ready = next;
        } catch (QueueException e) {
            resumed = false; // the connector is ahead of what is on disk: it must be told
            throw e;
        }
        see(settlement.batch());
        timings.delivered(connection, settlement.deliveredEvents(), clock.instant());
        queueAvailable = true;
        most = limits.events();
        Batch batch = settlement.batch();
        caughtUp = batch.source() == Batch.Source.LIVE && !batch.full();
        Trouble ended = trouble;
        if (ended != null && settlement.endsTrouble()) {
            trouble = null;
            witness.troubleEnded(connection, ended, settlement.batch(), clock.instant());
        }
        return Rest.NONE;
    }

    /** Reading and rendering take as long as a commit: they are done meanwhile, where enough waits to fill a batch. */
    private @Nullable Rendered readyBehind(Batch batch) {
        if (batch.isEmpty() || batch.source() != Batch.Source.LIVE || !batch.full()) {
            return null;
        }
        try {
            Batch waiting = queue.behind(connection, batch, limits.events(), limits.bytes());
            return waiting.full() ? rendering.of(waiting, limits.bytes()) : null;
        } catch (QueueException e) {
            return null; // whoever needs it will ask again, and be told
        }
    }

    private Rest settledExcept(Rendered offered, Map<Long, String> refused, Set<Long> again) {
        Batch batch = offered.batch();
        Instant due = clock.instant().plus(retries.waitAfter(1, chance.getAsDouble()));
        var settlement = new Settlement(connection, batch, refused, again, offered.passedOver(), due, null);
        Rest rest = settled(settlement);
        tellRefused(settlement, witness);
        return rest;
    }

    static void tellRefused(Settlement settlement, Witness witness) {
        Map<Long, String> refused = settlement.refused();
        if (!refused.isEmpty()) {
            String reason = refused.values().iterator().next();
            witness.setAside(
                    settlement.connection(),
                    settlement.batch().events().stream()
                            .filter(event -> refused.containsKey(event.sequence()))
                            .toList(),
                    reason);
        }
    }

    private Rest halved(Rendered offered, String reason) {
        int size = offered.entries().size();
        if (size == 1) {
            return settledExcept(offered, Map.of(offered.entries().get(0).sequence(), reason), Set.of());
        }
        most = size / 2;
        return Rest.NONE;
    }

    /** A connector that breaks is a failure like others, so that a bug cannot end a lane in silence. */
    private Rest broken(RuntimeException e, Batch offered) {
        resumed = false;
        return failed(Kind.FAILED, reasonOf(e), null, offered);
    }

    /** Says that and where a connector broke. */
    static String reasonOf(Throwable fault) {
        return "the connector broke: " + placeOf(fault);
    }

    /** Tells that the lane itself broke, and is not run any more; returns the reason in words. */
    public String broke(Throwable fault) {
        String reason = "its lane broke: " + placeOf(fault);
        witness.laneBroke(connection, reason);
        return reason;
    }

    /** No message: it may hold what is in an event. */
    private static String placeOf(Throwable fault) {
        StackTraceElement[] trace = fault.getStackTrace();
        return fault.getClass().getName() + " at " + (trace.length == 0 ? "an unknown place" : trace[0].toString());
    }

    /** Nothing moves. The failure is counted on disk, so that a restart does not make the lane impatient again. */
    private Rest failed(Kind kind, String reason, @Nullable Duration asked, Batch offered) {
        Trouble before = trouble;
        int failures = before == null ? 1 : before.failures() + 1;
        Instant since = before == null ? clock.instant() : before.since();
        Trouble present = new Trouble(failures, since, reason, kind);
        queue.trouble(connection, present);
        trouble = present;
        if (before == null || before.kind() != kind) {
            witness.troubleBegan(connection, present);
        }
        witness.failed(connection, present, offered);
        return new Rest.AfterFailure(waitAfter(present, asked));
    }

    private Duration waitAfter(Trouble present, @Nullable Duration asked) {
        if (present.kind() != Kind.RETRYING) {
            return retries.longest(); // somebody must mend it: probe slowly
        }
        Duration backoff = retries.waitAfter(present.failures(), chance.getAsDouble());
        if (asked == null) {
            return backoff;
        }
        Duration wish = retries.waitAsAsked(asked);
        return wish.compareTo(backoff) > 0 ? wish : backoff;
    }

    private Rest restedUntilQueueIsBack(QueueException e) {
        if (queueAvailable) {
            queueAvailable = false;
            witness.queueUnavailable(connection, String.valueOf(e.getMessage()));
        }
        return new Rest.AfterFailure(QUEUE_REST);
    }
}

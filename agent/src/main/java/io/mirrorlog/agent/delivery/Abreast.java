package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.delivery.Calls.Ended;
import io.mirrorlog.agent.delivery.Calls.Next;
import io.mirrorlog.agent.delivery.Rendering.Rendered;
import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Standing.Kind;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One round of a lane that has several calls at once: live events, as long as nothing is wrong and nothing else is to be
 * done. What arrived is settled ahead of what has not yet; what failed is just not settled.
 *
 * <p>One thread. Of the events of a call that is under way it holds no more than a batch.
 */
final class Abreast implements Calls.Offering {

    private final String connection;
    private final EventQueue queue;
    private final Lane.Conduct conduct;
    private final InstantSource clock;
    private final DoubleSupplier chance;
    private final BooleanSupplier goesOn;
    private final GapWatch gaps;

    /** The last of what was offered, or passed over. */
    private Batch last;

    /** Nothing more is offered in this round. */
    private boolean over;

    private int most = Integer.MAX_VALUE;
    private @Nullable Failure failure;
    private @Nullable QueueException unsettled;
    private @Nullable Throwable end;

    /**
     * @param conduct with limits that hold for this round
     * @param goesOn false when the lane has something else to do than to deliver live events
     * @param chance gives the jitter, from 0 up to 1
     * @param gaps has looked at the first
     */
    Abreast(
            String connection,
            EventQueue queue,
            Lane.Conduct conduct,
            InstantSource clock,
            DoubleSupplier chance,
            BooleanSupplier goesOn,
            GapWatch gaps,
            Rendered first) {
        this.connection = connection;
        this.queue = queue;
        this.conduct = conduct;
        this.clock = clock;
        this.chance = chance;
        this.goesOn = goesOn;
        this.gaps = gaps;
        this.last = first.batch();
    }

    @Override
    public Next next() {
        while (mayOffer()) {
            Batch waiting = queue.behind(
                    connection,
                    last,
                    conduct.limits().events(),
                    conduct.limits().bytes());
            if (waiting.isEmpty()) {
                return Next.NONE;
            }
            Instant now = clock.instant();
            Duration company = Supply.timeLeftForCompany(waiting, conduct.limits(), now);
            if (!company.isZero()) {
                return new Next(null, company);
            }
            Rendered next = conduct.rendering().of(waiting, conduct.limits().bytes());
            gaps.look(next.batch());
            if (next.entries().isEmpty()) {
                queue.settle(settlement(next, next.batch(), Map.of(), Set.of()));
            } else {
                Duration wait = conduct.bucket().take();
                if (!wait.isZero()) {
                    return new Next(null, wait);
                }
                last = next.batch();
                return new Next(next, Duration.ZERO);
            }
            last = next.batch();
        }
        over = true;
        return Next.NONE;
    }

    /** What does not stand in the queue's order waits until a batch has taken all there was, as for one call at a time. */
    private boolean mayOffer() {
        return !over
                && goesOn.getAsBoolean()
                && !queue.isPaused(connection)
                && !Supply.isDue(queue.nextDue(connection), clock.instant())
                && (last.full() || !queue.isLateWaiting(connection));
    }

    @Override
    public void ended(List<Ended> calls) {
        List<Settlement> settlements =
                calls.stream().map(this::settlementOf).flatMap(Optional::stream).toList();
        List<CompletableFuture<Void>> settlings =
                settlements.stream().map(queue::settling).toList(); // all of them before the first is waited for
        for (int i = 0; i < settlements.size(); i++) {
            settled(settlements.get(i), settlings.get(i));
        }
    }

    /** What is to be recorded of a call; empty when nothing has moved. */
    private Optional<Settlement> settlementOf(Ended call) {
        Rendered offered = call.offered();
        Outcome outcome = call.outcome();
        if (outcome instanceof Delivered delivered && delivered.count() > 0) {
            over |= delivered.count() < offered.entries().size(); // the rest comes first
            Batch there = offered.throughEntry(delivered.count());
            return Optional.of(settlement(offered, there, Map.of(), Set.of()));
        }
        if (outcome instanceof Mixed mixed) {
            return Optional.of(settlement(offered, offered.batch(), mixed.refused(), mixed.again()));
        }
        if (outcome instanceof TooLarge tooLarge) {
            return smaller(offered, tooLarge.reason());
        }
        over = true;
        if (outcome instanceof Blocked blocked) {
            failed(Failure.of(blocked, offered.batch()));
        } else if (outcome instanceof Retry retry) {
            failed(Failure.of(retry, offered.batch()));
        } else if (outcome != null) {
            failed(new Failure(Kind.FAILED, "it asks for a bookmark, which it said it has not", null, offered.batch()));
        } else if (call.fault() instanceof RuntimeException broken) {
            failed(Failure.of(broken, offered.batch()));
        } else {
            end = call.fault();
        }
        return Optional.empty();
    }

    private void failed(Failure present) {
        failure = failure == null ? present : failure.and(present);
    }

    private Optional<Settlement> smaller(Rendered offered, String reason) {
        int size = offered.entries().size();
        if (size == 1) {
            Map<Long, String> refused = Map.of(offered.entries().get(0).sequence(), reason);
            return Optional.of(settlement(offered, offered.batch(), refused, Set.of()));
        }
        over = true;
        most = Math.min(most, size / 2);
        return Optional.empty();
    }

    private Settlement settlement(Rendered offered, Batch there, Map<Long, String> refused, Set<Long> again) {
        Instant due = clock.instant().plus(conduct.retries().waitAfter(1, chance.getAsDouble()));
        return new Settlement(connection, there.ahead(), refused, again, offered.passedOverIn(there), due, null);
    }

    private void settled(Settlement settlement, CompletableFuture<Void> settling) {
        try {
            QueueException.waitedFor(settling);
        } catch (QueueException e) {
            over = true;
            unsettled = e; // it will be offered again
            return;
        }
        conduct.timings().delivered(connection, settlement.deliveredEvents(), clock.instant());
        conduct.tellRefused(settlement);
    }

    /** All calls have ended. */
    void end() throws InterruptedException {
        if (end instanceof InterruptedException interruption) {
            throw interruption;
        }
        if (end instanceof Error error) {
            throw error;
        }
        if (unsettled != null) {
            throw unsettled;
        }
    }

    /** Why the lane has to rest; null when nothing is wrong. */
    @Nullable
    Failure failure() {
        return failure;
    }

    /** Whether all was offered that waited. */
    boolean caughtUp() {
        return !last.full();
    }

    /** At most so many events a call are to be offered next, for what was too large. */
    int most() {
        return most;
    }
}

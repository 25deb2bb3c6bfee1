package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.DirectSettlement;
import io.mirrorlog.agent.queue.Incoming;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Writes events to the connections that want them before their producers have the answer, and stores them together with
 * what became of that.
 *
 * <p>Safe for many threads, none of which waits.
 */
public final class DirectWriting implements AutoCloseable {

    private final InstantSource clock;
    private final Timings timings;
    private final Underway underway = new Underway();

    /** In the order in which they came. Exchanged, never changed. */
    private volatile List<DirectLane> lanes = List.of();

    public DirectWriting(InstantSource clock, Timings timings) {
        this.clock = clock;
        this.timings = timings;
    }

    /** Writes to a connection from now on. */
    public synchronized void add(DirectLane lane) {
        List<DirectLane> more = new ArrayList<>(lanes);
        more.add(lane);
        lanes = List.copyOf(more);
    }

    /** Writes nothing more to a connection of that name, if there is one. */
    public synchronized void remove(String connection) {
        List<DirectLane> fewer = new ArrayList<>(lanes);
        fewer.removeIf(lane -> lane.connection().equals(connection));
        List<DirectLane> gone = new ArrayList<>(lanes);
        gone.removeAll(fewer);
        lanes = List.copyOf(fewer);
        gone.forEach(DirectLane::close);
    }

    /** Whether no connection is written to directly. */
    public boolean isIdle() {
        return lanes.isEmpty();
    }

    /** Takes the events of one request. */
    public Request begin(Incoming incoming) {
        return new Request(incoming);
    }

    /** The events of one request. One thread, until {@link #write}. */
    public final class Request implements Consumer<Arrival> {

        private final Incoming incoming;
        private final Instant arrived = clock.instant();
        private final Set<Long> names = new HashSet<>();

        private Request(Incoming incoming) {
            this.incoming = incoming;
        }

        @Override
        public void accept(Arrival arrival) {
            incoming.add(arrival);
            if (arrival.fingerprint() != null) {
                names.add(arrival.fingerprint().name());
            }
        }

        /**
         * Writes them to all connections at once, then stores them.
         *
         * @return fails as {@link Incoming#append} does, or with a {@link DirectRejection}; nothing is stored then, though a
         *     connection may have some of them
         */
        public CompletableFuture<DirectReceipt> write() {
            List<DirectLane> present = lanes;
            var end = new CompletableFuture<Void>();
            return underway.enter(names, end)
                    .thenCompose(mine -> incoming.fates())
                    .thenCompose(fates -> offered(present, fates))
                    .whenComplete((receipt, failure) -> underway.leave(names, end));
        }

        private CompletableFuture<DirectReceipt> offered(List<DirectLane> present, List<Receipt.Fate> fates) {
            if (fresh(fates) == 0) {
                return stored(present, List.of(), fates);
            }
            for (DirectLane lane : present) {
                String refusal = lane.rejects() ? lane.refusal() : null;
                if (refusal != null) {
                    return rejected(lane, refusal, fates);
                }
            }
            List<CompletableFuture<DirectResult>> writes =
                    present.stream().map(lane -> lane.offer(incoming, fates)).toList();
            return CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new))
                    .thenCompose(all -> written(
                            present,
                            writes.stream().map(CompletableFuture::join).toList(),
                            fates));
        }

        private CompletableFuture<DirectReceipt> written(
                List<DirectLane> present, List<DirectResult> results, List<Receipt.Fate> fates) {
            for (int i = 0; i < results.size(); i++) {
                String lack = results.get(i).lack();
                if (lack != null && present.get(i).rejects()) {
                    return rejected(present.get(i), lack, fates);
                }
            }
            return stored(present, results, fates);
        }

        private int fresh(List<Receipt.Fate> fates) {
            return (int) fates.stream()
                    .filter(fate -> fate != Receipt.Fate.DUPLICATE)
                    .count();
        }

        private CompletableFuture<DirectReceipt> rejected(DirectLane lane, String reason, List<Receipt.Fate> fates) {
            timings.direct(lane.connection(), Timings.Direct.REJECTED, fresh(fates), took());
            return CompletableFuture.failedFuture(new DirectRejection(lane.connection(), reason, lane.refusesFor()));
        }

        private CompletableFuture<DirectReceipt> stored(
                List<DirectLane> present, List<DirectResult> results, List<Receipt.Fate> fates) {
            List<DirectSettlement> settlements =
                    results.stream().map(DirectResult::settlement).toList();
            int fresh = fresh(fates);
            return incoming.append(settlements).thenApply(receipts -> {
                Map<String, Boolean> delivered = new LinkedHashMap<>();
                present.forEach(lane -> delivered.put(lane.connection(), false));
                for (int i = 0; i < settlements.size(); i++) {
                    DirectSettlement settlement = settlements.get(i);
                    tellRefused(present.get(i), settlement, receipts);
                    int there = settlement.delivered().size();
                    int queued = fresh - there - settlement.refused().size();
                    delivered.put(settlement.connection(), there == fates.size());
                    timings.direct(settlement.connection(), Timings.Direct.DELIVERED, there, took());
                    timings.direct(settlement.connection(), Timings.Direct.QUEUED, queued, took());
                }
                return new DirectReceipt(receipts, delivered);
            });
        }

        private void tellRefused(DirectLane lane, DirectSettlement settlement, List<Receipt> receipts) {
            if (settlement.refused().isEmpty()) {
                return;
            }
            List<QueuedEvent> refused = settlement.refused().keySet().stream()
                    .sorted()
                    .map(place -> stored(place, receipts.get(place)))
                    .toList();
            lane.setAside(refused, settlement.refused().values().iterator().next());
        }

        private QueuedEvent stored(int place, Receipt receipt) {
            return new QueuedEvent(receipt.sequence(), arrived, 0, incoming.event(place, receipt.fate()));
        }

        private Duration took() {
            return Duration.between(arrived, clock.instant());
        }
    }

    /** Nothing new is written; what is on its way has its time. */
    @Override
    public synchronized void close() {
        List<DirectLane> all = lanes;
        lanes = List.of();
        all.forEach(DirectLane::close);
    }
}

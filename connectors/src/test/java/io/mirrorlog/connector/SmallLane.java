package io.mirrorlog.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Offers entries as a lane does, until all are delivered or refused, and counts. For one thread. */
public final class SmallLane {

    private final Connector connector;
    private final int batch;
    private final Map<Long, String> dead = new TreeMap<>();
    private long delivered;
    private int retried;
    private int later;

    /** @param batch so many entries at once, unless they are too large */
    public SmallLane(Connector connector, int batch) {
        this.connector = connector;
        this.batch = batch;
    }

    /** @param before is run before each delivery */
    public void carry(Collection<Entry> entries, Runnable before) throws InterruptedException {
        List<Entry> waiting = new ArrayList<>(entries);
        int most = batch;
        while (!waiting.isEmpty()) {
            before.run();
            List<Entry> offered = List.copyOf(waiting.subList(0, Math.min(most, waiting.size())));
            Outcome outcome = connector.deliver(offered);
            most = outcome instanceof Outcome.TooLarge ? Math.max(1, offered.size() / 2) : batch;
            settle(waiting, offered, outcome);
        }
    }

    private void settle(List<Entry> waiting, List<Entry> offered, Outcome outcome) {
        if (outcome instanceof Outcome.Retry) {
            retried++;
        } else if (outcome instanceof Outcome.Mixed mixed) {
            List<Entry> again = offered.stream()
                    .filter(entry -> mixed.again().contains(entry.sequence()))
                    .toList();
            dead.putAll(mixed.refused());
            delivered += offered.size() - mixed.refused().size() - again.size();
            later += again.isEmpty() ? 0 : 1;
            waiting.subList(0, offered.size()).clear();
            waiting.addAll(0, again);
        } else if (outcome instanceof Outcome.TooLarge tooLarge) {
            if (offered.size() == 1) {
                dead.put(offered.get(0).sequence(), tooLarge.reason());
                waiting.remove(0);
            }
        } else {
            assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
            int count = Math.min(((Outcome.Delivered) outcome).count(), offered.size());
            assertThat(count).isPositive();
            delivered += count;
            waiting.subList(0, count).clear();
        }
    }

    /** Reasons by sequence. */
    public Map<Long, String> dead() {
        return dead;
    }

    public long delivered() {
        return delivered;
    }

    /** How many deliveries were to be offered again as a whole, and how many in part. */
    public int failed() {
        return retried + later;
    }
}

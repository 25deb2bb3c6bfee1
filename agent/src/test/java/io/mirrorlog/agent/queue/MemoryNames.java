package io.mirrorlog.agent.queue;

import io.mirrorlog.agent.queue.Arrival.Fingerprint;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of events by which a memory queue knows repetitions for a while. Only under the queue's lock. */
final class MemoryNames {

    private final Duration remembers;
    private final Map<Fingerprint, Instant> remembered = new HashMap<>();

    MemoryNames(Duration remembers) {
        this.remembers = remembers;
    }

    void forget(Instant now) {
        Instant cutoff = now.minus(remembers).truncatedTo(ChronoUnit.SECONDS);
        remembered.values().removeIf(arrived -> arrived.isBefore(cutoff));
    }

    /** What becomes of an event that arrives now, which is remembered from then on. */
    Receipt.Fate take(@Nullable Fingerprint fingerprint, Instant now) {
        Receipt.Fate fate = fate(fingerprint, remembered.keySet());
        if (fingerprint != null && fate != Receipt.Fate.DUPLICATE) {
            remembered.put(fingerprint, now);
        }
        return fate;
    }

    /** What would become of events, of which none is remembered. */
    List<Receipt.Fate> look(List<Arrival> arrivals) {
        var known = new HashSet<>(remembered.keySet());
        var fates = new ArrayList<Receipt.Fate>();
        for (Arrival arrival : arrivals) {
            fates.add(fate(arrival.fingerprint(), known));
            if (arrival.fingerprint() != null) {
                known.add(arrival.fingerprint());
            }
        }
        return fates;
    }

    private static Receipt.Fate fate(@Nullable Fingerprint fingerprint, Set<Fingerprint> known) {
        if (fingerprint == null) {
            return Receipt.Fate.STORED;
        }
        if (known.contains(fingerprint)) {
            return Receipt.Fate.DUPLICATE;
        }
        return known.stream().anyMatch(other -> other.name() == fingerprint.name())
                ? Receipt.Fate.ID_REUSED
                : Receipt.Fate.STORED;
    }
}

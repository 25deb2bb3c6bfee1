package io.mirrorlog.agent.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What schemas have said about the events of one request. For one thread. */
public final class Judged {

    /** So many failures of one request are kept with their events; all are counted. */
    private static final int KEPT_MAX = 10;

    /**
     * One event that is not as its schema wants it, or that could not be compared with it.
     *
     * @param stream its name
     * @param schema its {@code $schema}
     * @param event as it was compared: one JSON object
     */
    public record Failure(String stream, String schema, Verdict verdict, String event) {}

    /** How many events of one stream were as they should be, were not, and could not be compared with anything. */
    public static final class Counts {

        private long valid;
        private long invalid;
        private long unchecked;

        public long valid() {
            return valid;
        }

        public long invalid() {
            return invalid;
        }

        public long unchecked() {
            return unchecked;
        }

        void add(Verdict verdict) {
            if (verdict.failure() != null) {
                unchecked++;
            } else if (verdict.isGood()) {
                valid++;
            } else {
                invalid++;
            }
        }

        void add(Counts more) {
            valid += more.valid;
            invalid += more.invalid;
            unchecked += more.unchecked;
        }
    }

    private final Map<String, Counts> counts = new HashMap<>();
    private final List<Failure> failures = new ArrayList<>();
    private final Set<String> pending = new LinkedHashSet<>();
    private boolean urgent;

    /** @param validation what becomes of the event if it is not as it should be */
    public void add(Validation validation, String stream, String schema, String event, Verdict verdict) {
        counts.computeIfAbsent(stream, name -> new Counts()).add(verdict);
        if (verdict.isPending()) {
            pending.add(schema);
            urgent |= validation == Validation.REJECT;
        }
        if (!verdict.isGood() && !verdict.isPending() && failures.size() < KEPT_MAX) {
            failures.add(new Failure(stream, schema, verdict, event));
        }
    }

    /**
     * True when it is better to wait for schemas than to take the events as they are.
     *
     * @param hasty whether the producer would rather not; a stream that refuses events waits all the same, since those
     *     that are right must not be refused, nor the others taken
     */
    public boolean isWorthWaiting(boolean hasty) {
        return urgent || (!hasty && !pending.isEmpty());
    }

    /** The schemas that events wait for. */
    public Set<String> pending() {
        return pending;
    }

    /** By the name of the stream. */
    public Map<String, Counts> counts() {
        return counts;
    }

    /** The first ones. */
    public List<Failure> failures() {
        return failures;
    }
}

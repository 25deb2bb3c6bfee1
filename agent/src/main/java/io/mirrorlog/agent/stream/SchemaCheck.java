package io.mirrorlog.agent.stream;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Compares events with the schemas that they name. The intake asks it about every event with a schema, behind the filling
 * in and before the mapping, unless the stream's validation is off; what follows from the answer, {@link Validation} says.
 *
 * <p>Called from the event loops of the server, by several threads at once: it must neither wait for a network nor take
 * longer than the size of the event justifies.
 */
public interface SchemaCheck {

    /** Knows no schema, and has nothing against any event. */
    SchemaCheck NONE = new SchemaCheck() {
        @Override
        public Set<Place> places(String schema) {
            return Place.ALL;
        }

        @Override
        public Verdict check(String schema, String event) {
            return Verdict.GOOD;
        }
    };

    /**
     * Where the intake may fill something in without breaking the schema; everywhere, where the schema is not known.
     *
     * @param schema the event's {@code $schema} as it came: anything that is no empty text
     */
    Set<Place> places(String schema);

    /**
     * What is to be said against an event. Never throws for what a producer can send.
     *
     * @param schema the event's {@code $schema} as it came
     * @param event the whole event, filled in: one compact JSON object of at most about 1 MiB and 64 levels
     */
    Verdict check(String schema, String event);

    /**
     * Completes, on any thread and within seconds, when there may be a verdict for these schemas.
     *
     * @param schemas of events whose verdict was {@link Verdict#PENDING}
     */
    default CompletableFuture<Void> ready(Collection<String> schemas) {
        return CompletableFuture.completedFuture(null);
    }

    /** Hears what it has said about the events of one request, once. */
    default void told(Judged judged) {}
}

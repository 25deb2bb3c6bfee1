package io.mirrorlog.agent.queue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the queue holds.
 *
 * @param events retained, delivered ones included
 * @param bytes on disk
 * @param oldest when the oldest retained event arrived
 * @param last the last sequence given; 0 before the first
 * @param sites what each site has sent; those beyond a store's limit stand together under {@link #OTHER_SITES}
 * @param unavailable why events were not taken when last tried, for people; absent while all is well
 * @param setAside stores that were set aside because of damage and are still there, the oldest first
 */
public record QueueStatus(
        long events,
        long bytes,
        @Nullable Instant oldest,
        long last,
        Map<String, Site> sites,
        @Nullable String unavailable,
        List<SetAside> setAside) {

    /** The name under which the sites beyond the limit are counted: no site can have it. */
    public static final String OTHER_SITES = "(others)";

    public QueueStatus {
        sites = Map.copyOf(sites);
        setAside = List.copyOf(setAside);
    }

    /** No store was set aside. */
    public QueueStatus(
            long events,
            long bytes,
            @Nullable Instant oldest,
            long last,
            Map<String, Site> sites,
            @Nullable String unavailable) {
        this(events, bytes, oldest, last, sites, unavailable, List.of());
    }

    /**
     * A store that was set aside.
     *
     * @param file its name in the data folder
     * @param reason what is wrong with it, for people
     * @param carriedOver true once all that can be read of it is in the queue
     * @param restored events that are, so far
     * @param missing events that cannot be read, so far
     * @param positionsLost true where some connection begins anew because its position cannot be read
     */
    public record SetAside(
            String file,
            Instant since,
            String reason,
            boolean carriedOver,
            long restored,
            long missing,
            boolean positionsLost) {}

    /** What one site has sent. */
    public record Site(long events, Instant lastSeen) {}
}

package io.mirrorlog.agent.queue;

import java.time.Instant;
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
 */
public record QueueStatus(
        long events,
        long bytes,
        @Nullable Instant oldest,
        long last,
        Map<String, Site> sites,
        @Nullable String unavailable) {

    /** The name under which the sites beyond the limit are counted: no site can have it. */
    public static final String OTHER_SITES = "(others)";

    public QueueStatus {
        sites = Map.copyOf(sites);
    }

    /** What one site has sent. */
    public record Site(long events, Instant lastSeen) {}
}

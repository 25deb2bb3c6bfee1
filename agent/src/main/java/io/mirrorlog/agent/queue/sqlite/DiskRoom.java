package io.mirrorlog.agent.queue.sqlite;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Says whether the disk has room to spare, asking it once a second or every 16 MiB. Writer's thread only. */
final class DiskRoom {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final long BYTES_BETWEEN = 16 << 20;

    private final FreeSpace space;
    private final long minFree;
    private final InstantSource clock;
    private Instant asked = Instant.EPOCH.minus(INTERVAL);
    private long since;
    private @Nullable String lack;

    DiskRoom(FreeSpace space, long minFree, InstantSource clock) {
        this.space = space;
        this.minFree = minFree;
        this.clock = clock;
    }

    /** Why so many bytes more should not be written, or null when they may. */
    @Nullable
    String lack(long incoming) {
        since += incoming;
        Instant now = clock.instant();
        boolean recent = !now.isBefore(asked) && now.isBefore(asked.plus(INTERVAL));
        if (minFree > 0 && (!recent || since >= BYTES_BETWEEN)) {
            asked = now;
            since = 0;
            lack = ask();
        }
        return lack;
    }

    private @Nullable String ask() {
        try {
            long free = space.bytes();
            return free >= minFree
                    ? null
                    : "the disk is nearly full: " + Bytes.text(free) + " free, " + Bytes.text(minFree)
                            + " must stay free (queue.min_free_disk)";
        } catch (IOException e) {
            return "the free space of the disk cannot be read: " + e.getMessage();
        }
    }
}

package io.mirrorlog.agent.queue.sqlite;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the SQLite queue is to be kept.
 *
 * @param folder the data folder, which exists; the queue is {@code queue.db} in it
 * @param durability what a commit survives
 * @param maxBytes how large the queue may grow; then delivered history goes, then nothing is taken
 * @param minFreeDisk below so many free bytes on the disk nothing is taken
 * @param dedupe how long repetitions of an event are known
 * @param rememberedMax of so many of the youngest events at most; costs up to 28 bytes of memory each
 * @param tailBytes so much of the youngest events stays in memory for the lanes; 0 for none
 * @param pendingBytes so much may wait for the writer, each event counted with {@link Work#OVERHEAD}, which bounds
 *     their number as well; beyond it appending fails at once
 */
public record QueueOptions(
        Path folder,
        Durability durability,
        long maxBytes,
        long minFreeDisk,
        Duration dedupe,
        int rememberedMax,
        int tailBytes,
        long pendingBytes) {

    public QueueOptions {
        if (maxBytes < 1 || minFreeDisk < 0 || dedupe.isNegative()) {
            throw new IllegalArgumentException("maxBytes is at least 1, minFreeDisk and dedupe at least 0");
        }
        if (rememberedMax < 0 || rememberedMax > 100_000_000) {
            throw new IllegalArgumentException("rememberedMax is 0 to 100,000,000");
        }
        if (tailBytes < 0 || pendingBytes < 1) {
            throw new IllegalArgumentException("tailBytes is at least 0, pendingBytes at least 1");
        }
    }

    /** The defaults, in that folder. */
    public static QueueOptions in(Path folder) {
        return new QueueOptions(
                folder, Durability.FULL, 10L << 30, 500L << 20, Duration.ofHours(24), 1_000_000, 2 << 20, 32 << 20);
    }

    Path file() {
        return folder.resolve("queue.db");
    }
}

package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueueStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the store holds, how large it is, and which stores stand beside it. Safe for many threads. */
final class StoreStatus {

    private final QueueOptions options;
    private final Committed committed;
    private final Readers readers;

    StoreStatus(QueueOptions options, Committed committed, Readers readers) {
        this.options = options;
        this.committed = committed;
        this.readers = readers;
    }

    /** @param unavailable why events are not taken; null while they are */
    QueueStatus with(@Nullable String unavailable) {
        Counters counters = committed.counters();
        long oldest = readers.read(reader -> reader.arrivedAfter(0));
        return new QueueStatus(
                counters.events(),
                size(options.file()) + logSize(),
                oldest < 0 ? null : Micros.instant(oldest),
                counters.last(),
                committed.sites(),
                unavailable,
                setAside());
    }

    /** The bytes of the write-ahead log. */
    long logSize() {
        return size(options.folder().resolve("queue.db-wal"));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new QueueException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** What an admin has looked at and moved away is told no more. */
    private List<QueueStatus.SetAside> setAside() {
        return committed.salvages().stream()
                .filter(salvaging -> Files.exists(options.folder().resolve(salvaging.source())))
                .map(StoreStatus::told)
                .toList();
    }

    static QueueStatus.SetAside told(Salvaging salvaging) {
        return new QueueStatus.SetAside(
                salvaging.source(),
                Micros.instant(salvaging.at()),
                salvaging.reason(),
                salvaging.isDone(),
                salvaging.restored(),
                salvaging.missing().count(),
                salvaging.placesLost());
    }
}

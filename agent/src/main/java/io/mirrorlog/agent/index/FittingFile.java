package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.QueuedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the index that belongs to a queue: one that does not, or is none, is deleted and begun anew. One thread at a time. */
final class FittingFile {

    private static final Logger LOG = LoggerFactory.getLogger("mirrorlog");

    private final Path path;
    private final IndexedQueue queue;

    FittingFile(Path path, IndexedQueue queue) {
        this.path = path;
        this.queue = queue;
    }

    IndexFile open() throws SQLException, IOException {
        boolean isNew = !Files.exists(path);
        try {
            IndexFile opened = IndexFile.open(path);
            String misfit = isNew ? null : misfit(opened);
            if (misfit == null) {
                if (opened.position() == 0) {
                    opened.carriedOver(queue.carriedOver());
                }
                return opened;
            }
            opened.close();
            LOG.info("The index {} is built anew: {}", path, misfit);
        } catch (IndexException | SQLException e) {
            LOG.warn("The index {} is built anew: {}", path, e.getMessage());
        }
        delete();
        IndexFile opened = IndexFile.open(path);
        opened.carriedOver(queue.carriedOver());
        return opened;
    }

    void delete() throws IOException {
        IndexFile.delete(path);
    }

    /** Why the file cannot be that of this queue; null where all looks well. */
    private @Nullable String misfit(IndexFile opened) {
        long position = opened.position();
        if (position > queue.last()) {
            return "it is ahead of the queue";
        }
        if (position == 0) {
            return null;
        }
        List<QueuedEvent> there = queue.after(position - 1, 1);
        boolean same = there.isEmpty() || there.get(0).sequence() != position || opened.knows(there.get(0));
        return same ? null : "it is of another queue";
    }

    /** False when events have come into the queue before others that the file has already. */
    boolean isWhole(IndexFile file) throws SQLException {
        return file.carriedOver().containsAll(queue.carriedOver());
    }

    /** On disk; any thread may ask. */
    long bytes() {
        return size("") + size("-wal");
    }

    private long size(String suffix) {
        try {
            return Files.size(path.resolveSibling(path.getFileName() + suffix));
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueueStatus;
import io.mirrorlog.agent.queue.QueuedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds retained events by an index in a file of its own, and what is not in it yet by looking at it.
 *
 * <p>Any thread may find; one fills it, step by step. The file holds nothing that the queue does not: on any doubt it is
 * deleted and filled anew, and meanwhile all is found by looking.
 */
public final class SqliteIndex implements LogIndex, AutoCloseable {

    /** How long a reader may keep the agent busy with one question. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How long a reader waits for an index that is too far behind to be asked. */
    private static final Duration WAIT = Duration.ofMillis(1_500);

    /** So many events are indexed in one commit, since they share the pages that it writes: 500 write twice as much each. */
    private static final int STEP = 10_000;

    private static final int DELETED_AT_ONCE = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger("mirrorlog");

    private final int step;
    private final Path path;
    private final Retained retained;
    private final Supplier<QueueStatus> queue;

    /** Held for reading while somebody reads the file, and for writing while it is replaced. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    private final IndexThread thread = new IndexThread(this);
    private final Young young;

    private volatile @Nullable IndexFile file;
    private volatile @Nullable String doubt;
    private volatile @Nullable String problem;

    /** @param queue what is asked for its last sequence and for stores that were set aside */
    public SqliteIndex(Path path, Retained retained, Supplier<QueueStatus> queue) {
        this(path, retained, queue, STEP);
    }

    /** @param step at most so many events are indexed in one commit */
    SqliteIndex(Path path, Retained retained, Supplier<QueueStatus> queue, int step) {
        this.step = step;
        this.path = path;
        this.retained = retained;
        this.queue = queue;
        this.young = new Young(retained);
    }

    /** Begins to fill it behind. */
    public void start() {
        thread.start();
    }

    /** Says that events were appended; returns at once. */
    public void wake() {
        thread.wake();
    }

    @Override
    public Found find(LogQuery query, LogOrder order, LogKey from, int limit) {
        if (!isNear() && problem == null) {
            thread.awaitStep(WAIT, this::isNear);
        }
        long begun = System.nanoTime();
        try {
            return found(query, order, from, limit, Deadline.in(PATIENCE));
        } finally {
            thread.makeRoom(System.nanoTime() - begun);
        }
    }

    /** Whether a commit is worth its pages. */
    boolean isStepWaiting() {
        return behind() >= step;
    }

    private boolean isNear() {
        return file != null && behind() <= Young.MAX / 2;
    }

    private Found found(LogQuery query, LogOrder order, LogKey from, int limit, Deadline deadline) {
        try {
            lock.readLock().lock();
            try {
                IndexFile present = file;
                if (present != null && doubt == null) {
                    long position = present.position();
                    try (Young.Look look = young.look(query, order, position, deadline)) {
                        var finding = new Finding(retained, query, order, limit, deadline);
                        return finding.page(from, new Indexed(present, query, order, look.after(), deadline), look);
                    }
                }
            } finally {
                lock.readLock().unlock();
            }
        } catch (IndexException e) {
            doubt(String.valueOf(e.getMessage()));
        }
        return new ScannedLog(retained).find(query, order, from, limit, deadline);
    }

    /** Waits until all that is retained now is in it, for a minute at most. */
    void awaitFilled() {
        thread.awaitStep(Duration.ofMinutes(1), () -> behind() == 0);
    }

    /** Cheap enough to be asked every second. */
    public IndexStanding standing() {
        IndexFile present = file;
        long position = present == null ? 0 : present.position();
        return new IndexStanding(position, behind(), size("") + size("-wal"), problem);
    }

    private long behind() {
        IndexFile present = file;
        return Math.max(0, queue.get().last() - (present == null ? 0 : present.position()));
    }

    private void doubt(String why) {
        doubt = why;
        thread.wake();
    }

    /**
     * Takes one step behind the queue: opens the file, drops what is in doubt, indexes a few events.
     *
     * @return how many events were indexed; fewer than a step when none wait
     */
    int step() throws SQLException, IOException {
        try {
            IndexFile present = opened();
            int done = present.append(retained, step);
            problem = null;
            return done;
        } catch (SQLException | IndexException | IOException e) {
            doubt = String.valueOf(e.getMessage());
            problem = doubt;
            throw e;
        }
    }

    /** Deletes one step of entries of events that are not retained any more, and looks whether all still fits the queue. */
    int tidy() throws SQLException, IOException {
        IndexFile present = opened();
        if (!present.carriedOver().containsAll(carriedOver())) {
            doubt = "events of a store that was set aside have come into the queue";
            return 1;
        }
        List<QueuedEvent> oldest = retained.after(0, 1);
        long first = oldest.isEmpty() ? present.position() + 1 : oldest.get(0).sequence();
        return present.deleteBelow(first, DELETED_AT_ONCE);
    }

    private IndexFile opened() throws SQLException, IOException {
        IndexFile present = file;
        String why = doubt;
        if (present != null && why == null) {
            return present;
        }
        lock.writeLock().lock();
        try {
            closeFile();
            young.clear();
            if (why != null) {
                LOG.warn("The index {} is built anew: {}. Events are found without it meanwhile", path, why);
                IndexFile.delete(path);
            }
            IndexFile opened = fitting();
            file = opened;
            doubt = null;
            return opened;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private IndexFile fitting() throws SQLException, IOException {
        boolean isNew = !Files.exists(path);
        try {
            IndexFile opened = IndexFile.open(path);
            String misfit = isNew ? null : misfit(opened);
            if (misfit == null) {
                if (opened.position() == 0) {
                    opened.carriedOver(carriedOver());
                }
                return opened;
            }
            opened.close();
            LOG.info("The index {} is built anew: {}", path, misfit);
        } catch (IndexException | SQLException e) {
            LOG.warn("The index {} is built anew: {}", path, e.getMessage());
        }
        IndexFile.delete(path);
        IndexFile opened = IndexFile.open(path);
        opened.carriedOver(carriedOver());
        return opened;
    }

    /** Why the file cannot be that of this queue; null where all looks well. */
    private @Nullable String misfit(IndexFile opened) {
        long position = opened.position();
        if (position > queue.get().last()) {
            return "it is ahead of the queue";
        }
        if (position == 0) {
            return null;
        }
        List<QueuedEvent> there = retained.after(position - 1, 1);
        boolean same = there.isEmpty() || there.get(0).sequence() != position || opened.knows(there.get(0));
        return same ? null : "it is of another queue";
    }

    /** The stores of which all that can be read is in the queue: their events lie before others that are indexed. */
    private Set<String> carriedOver() {
        return queue.get().setAside().stream()
                .filter(QueueStatus.SetAside::carriedOver)
                .map(QueueStatus.SetAside::file)
                .collect(Collectors.toCollection(TreeSet::new));
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

    private void closeFile() throws SQLException {
        IndexFile present = file;
        file = null;
        if (present != null) {
            present.close();
        }
    }

    /** Ends the filling where it is; what is not in it yet is filled in by the next one. */
    @Override
    public void close() {
        thread.close();
        lock.writeLock().lock();
        try {
            closeFile();
        } catch (SQLException e) {
            throw new QueueException("the index cannot be closed: " + e.getMessage(), e);
        } finally {
            lock.writeLock().unlock();
        }
    }
}

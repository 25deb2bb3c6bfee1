package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueueStatus;
import io.mirrorlog.agent.queue.QueuedEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds retained events by what is noted of each in an index: blocks of some thousand in a file of its own, and the newest in
 * memory. Nobody finds before all is noted that was there when he asked.
 *
 * <p>Any thread may find. The file holds nothing that the queue does not: on any doubt it is deleted and filled anew, and
 * where it cannot be used, all is found by looking.
 */
public final class SqliteIndex implements LogIndex, AutoCloseable {

    /** How long a reader may keep the agent busy with one question. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Enough that a million events are few blocks, and few enough that they are noted again quickly after a restart. */
    private static final int BLOCK = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger("mirrorlog");

    private final int blockSize;
    private final FittingFile files;
    private final Retained retained;
    private final Supplier<QueueStatus> queue;

    /** Held by the one who notes events. */
    private final ReentrantLock noting = new ReentrantLock();

    /** Held for reading while somebody reads the file, and for writing while it is replaced. */
    private final ReentrantReadWriteLock replacing = new ReentrantReadWriteLock();

    private final IndexThread thread = new IndexThread(this);

    /** Only while {@link #noting}. */
    private @Nullable OpenBlock open;

    private volatile @Nullable View view;
    private volatile long position;
    private volatile @Nullable String doubt;
    private volatile @Nullable String problem;

    /** @param queue what is asked for its last sequence and for stores that were set aside */
    public SqliteIndex(Path path, Retained retained, Supplier<QueueStatus> queue) {
        this(path, retained, queue, BLOCK);
    }

    /** @param blockSize so many events are in a block */
    SqliteIndex(Path path, Retained retained, Supplier<QueueStatus> queue, int blockSize) {
        this.blockSize = blockSize;
        this.files = new FittingFile(path, retained, queue);
        this.retained = retained;
        this.queue = queue;
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
        var deadline = Deadline.in(PATIENCE);
        boolean noted = noteAll(deadline);
        return thread.leavingRoom(() -> {
            Found found = noted ? found(query, order, from, limit, deadline) : null;
            return found != null ? found : new ScannedLog(retained).find(query, order, from, limit, deadline);
        });
    }

    /** Null where the index cannot be used. */
    private @Nullable Found found(LogQuery query, LogOrder order, LogKey from, int limit, Deadline deadline) {
        replacing.readLock().lock();
        try {
            for (View seen = view; seen != null; seen = newer(seen)) {
                try {
                    var places = new BlockPlaces(seen, query, order, deadline);
                    return new Finding(retained, query, order, limit, deadline).page(from, places);
                } catch (MissingBlockException e) {
                    deadline.require();
                }
            }
        } catch (IndexException e) {
            doubt(String.valueOf(e.getMessage()));
        } finally {
            replacing.readLock().unlock();
        }
        return null;
    }

    /** Blocks that are retained no more are deleted while readers look; none is missing otherwise. */
    private @Nullable View newer(View seen) {
        View present = view;
        if (seen.filed().equals(seen.file().spans()) || present == null) {
            throw new IndexException("a block is missing");
        }
        return new View(present.file(), present.file().spans(), present.open());
    }

    /** Notes what was there when this was asked; false where the index cannot be used. */
    private boolean noteAll(Deadline deadline) {
        long there = queue.get().last();
        try {
            while (isBehind(there) && step() > 0) {
                if (deadline.isPast() && isBehind(there)) {
                    throw new TooSlowException(String.format(
                            Locale.ROOT,
                            "%,d events are not in the index yet; ask again in a moment",
                            there - position));
                }
            }
            return true;
        } catch (IndexException | SQLException | IOException e) {
            return false; // its standing tells why
        }
    }

    private boolean isBehind(long there) {
        return view == null || doubt != null || position < there;
    }

    /** Cheap enough to be asked every second. */
    public IndexStanding standing() {
        return new IndexStanding(position, behind(), files.bytes(), problem);
    }

    private long behind() {
        return Math.max(0, queue.get().last() - position);
    }

    private void doubt(String why) {
        doubt = why;
        thread.wake();
    }

    /**
     * Takes one step behind the queue: opens the file, drops what is in doubt, notes a few events.
     *
     * @return how many events were noted; none only when none wait
     */
    int step() throws SQLException, IOException {
        noting.lock();
        try {
            View present = opened();
            List<QueuedEvent> next = retained.after(position, Retained.STEP);
            if (!next.isEmpty()) {
                note(present.file(), next);
            }
            problem = null;
            return next.size();
        } catch (SQLException | IndexException | IOException e) {
            doubt = String.valueOf(e.getMessage());
            problem = doubt;
            throw e;
        } finally {
            noting.unlock();
        }
    }

    private void note(IndexFile file, List<QueuedEvent> events) throws SQLException {
        for (QueuedEvent queued : events) {
            OpenBlock block = open == null ? new OpenBlock(blockSize, file.sites(), file.kinds()) : open;
            block.add(queued);
            open = block;
            if (block.isFull()) {
                file.add(block.seen(), queued);
                open = null;
            }
        }
        view = new View(file, file.spans(), open == null ? Block.EMPTY : open.seen());
        position = events.get(events.size() - 1).sequence();
    }

    /** Deletes a block of events that are not retained any more, and looks whether all still fits the queue; false when done. */
    boolean tidy() throws SQLException, IOException {
        noting.lock();
        try {
            View present = opened();
            if (!files.isWhole(present.file())) {
                doubt = "events of a store that was set aside have come into the queue";
                return true;
            }
            List<QueuedEvent> oldest = retained.after(0, 1);
            long first = oldest.isEmpty() ? position + 1 : oldest.get(0).sequence();
            if (!present.file().deleteBelow(first)) {
                return false;
            }
            view = new View(present.file(), present.file().spans(), present.open());
            return true;
        } finally {
            noting.unlock();
        }
    }

    private View opened() throws SQLException, IOException {
        View present = view;
        String why = doubt;
        if (present != null && why == null) {
            return present;
        }
        replacing.writeLock().lock();
        try {
            closeFile();
            open = null;
            if (why != null) {
                LOG.warn("The index is built anew: {}. Events are found without it meanwhile", why);
                files.delete();
            }
            IndexFile file = files.open();
            var opened = new View(file, file.spans(), Block.EMPTY);
            position = file.position();
            view = opened;
            doubt = null;
            return opened;
        } finally {
            replacing.writeLock().unlock();
        }
    }

    private void closeFile() throws SQLException {
        View present = view;
        view = null;
        position = 0;
        if (present != null) {
            present.file().close();
        }
    }

    /** Ends the filling where it is; what is not in it yet is filled in by the next one. */
    @Override
    public void close() {
        thread.close();
        noting.lock();
        try {
            replacing.writeLock().lock();
            try {
                closeFile();
            } finally {
                replacing.writeLock().unlock();
            }
        } catch (SQLException e) {
            throw new QueueException("the index cannot be closed: " + e.getMessage(), e);
        } finally {
            noting.unlock();
        }
    }
}

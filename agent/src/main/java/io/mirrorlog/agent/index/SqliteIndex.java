package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.TimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds retained events by what is noted of each in an index: blocks of some thousand in a file of its own, and the newest in
 * memory. Nobody finds before all is noted that was there when he asked and can stand on his page.
 *
 * <p>Any thread may find. The file holds nothing that the queue does not: on any doubt it is deleted and filled anew, and
 * where it cannot be used, all is found by looking.
 */
public final class SqliteIndex implements LogIndex, AutoCloseable {

    /** How long a reader may keep the agent busy with one question. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /**
     * Enough that a million events are few blocks, and few enough that they are noted again quickly after a restart. Events
     * beyond the last full group would be asked themselves when somebody looks for words.
     */
    private static final int BLOCK = 64 * Grams.GROUP;

    private static final Logger LOG = LoggerFactory.getLogger("mirrorlog");

    private final int blockSize;
    private final FittingFile files;
    private final IndexedQueue queue;

    /** Held by the one who notes events; fair, since the thread takes it step by step without a pause, and readers wait for it. */
    private final ReentrantLock noting = new ReentrantLock(true);

    /** Held for reading while somebody reads the file, and for writing while it is replaced. */
    private final ReentrantReadWriteLock replacing = new ReentrantReadWriteLock();

    private final IndexThread thread = new IndexThread(this);

    /** Only while {@link #noting}. */
    private @Nullable OpenBlock open;

    private volatile @Nullable View view;
    private volatile @Nullable String doubt;
    private volatile @Nullable String problem;

    public SqliteIndex(Path path, IndexedQueue queue) {
        this(path, queue, BLOCK);
    }

    /** @param blockSize so many events are in a block */
    SqliteIndex(Path path, IndexedQueue queue, int blockSize) {
        this.blockSize = blockSize;
        this.files = new FittingFile(path, queue);
        this.queue = queue;
    }

    private record Asked(LogQuery query, LogOrder order, LogKey from, int limit) {

        Found page(Retained retained, View view, Deadline deadline) {
            var places = new BlockPlaces(view, query, order, deadline);
            return new Finding(retained, query, order, limit, deadline).page(from, places);
        }

        /** Whether a page of what is noted may end before anything of these times could stand on it. */
        boolean mayBeApart(TimeRange times, TimeRange noted) {
            return isOutside(times) || (order.areBehind(times, from) && order.begins(noted, times));
        }

        /** @param next where the page ends */
        boolean isApart(TimeRange times, @Nullable LogKey next) {
            return isOutside(times) || (next != null && order.areBehind(times, next));
        }

        private boolean isOutside(TimeRange times) {
            return order.areBefore(times, from) || !times.meets(query.since(), query.until());
        }
    }

    /** @param position what was retained up to this sequence was looked at */
    private record Seen(Found page, long position) {}

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
        var asked = new Asked(query, order, from, limit);
        if (mayBeApart(asked)) {
            Found apart = thread.leavingRoom(() -> apart(asked));
            if (apart != null) {
                return apart;
            }
        }
        var deadline = Deadline.in(PATIENCE);
        boolean noted = noteAll(deadline);
        return Objects.requireNonNull(thread.leavingRoom(() -> {
            Seen seen = noted ? seen(asked, deadline) : null;
            return seen != null ? seen.page() : new ScannedLog(queue).find(query, order, from, limit, deadline);
        }));
    }

    /** Whether it is worth a try, since noting would take longer. */
    private boolean mayBeApart(Asked asked) {
        View present = view;
        return present != null
                && doubt == null
                && behind() > Retained.STEP
                && asked.mayBeApart(queue.times(present.position()), present.times());
    }

    /** The page of what is noted, where nothing else can stand on it; null where something may. */
    private @Nullable Found apart(Asked asked) {
        Seen seen = seen(asked, Deadline.in(PATIENCE));
        // What came meanwhile is among these times, too.
        return seen != null
                        && asked.isApart(
                                queue.times(seen.position()), seen.page().next())
                ? seen.page()
                : null;
    }

    /** Null where the index cannot be used. */
    private @Nullable Seen seen(Asked asked, Deadline deadline) {
        replacing.readLock().lock();
        try {
            for (View seen = view; seen != null; seen = newer(seen)) {
                try {
                    return new Seen(asked.page(queue, seen, deadline), seen.position());
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
        return present.filedAnew();
    }

    /** Notes what was there when this was asked; false where the index cannot be used. */
    private boolean noteAll(Deadline deadline) {
        long there = queue.last();
        try {
            while (isBehind(there) && step() > 0) {
                if (deadline.isPast() && isBehind(there)) {
                    throw new TooSlowException(String.format(
                            Locale.ROOT,
                            "%,d events are not in the index yet; ask again in a moment",
                            there - position()));
                }
            }
            return true;
        } catch (IndexException | SQLException | IOException e) {
            return false; // its standing tells why
        }
    }

    private boolean isBehind(long there) {
        return view == null || doubt != null || position() < there;
    }

    /** Cheap enough to be asked every second. */
    public IndexStanding standing() {
        return new IndexStanding(position(), behind(), files.bytes(), problem);
    }

    /** How many sequences are not noted. */
    long behind() {
        return Math.max(0, queue.last() - position());
    }

    private long position() {
        View present = view;
        return present == null ? 0 : present.position();
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
            List<QueuedEvent> next = queue.after(present.position(), Retained.STEP);
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
        long position = events.get(events.size() - 1).sequence();
        view = new View(file, file.spans(), open == null ? Block.EMPTY : open.seen(), position);
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
            List<QueuedEvent> oldest = queue.after(0, 1);
            long first =
                    oldest.isEmpty() ? present.position() + 1 : oldest.get(0).sequence();
            if (!present.file().deleteBelow(first)) {
                return false;
            }
            view = present.filedAnew();
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
                LOG.warn(
                        "The index is built anew: {}. Until it is, questions for events wait for it, or are answered with 503",
                        why);
                files.delete();
            }
            IndexFile file = files.open();
            var opened = new View(file, file.spans(), Block.EMPTY, file.position());
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

package io.mirrorlog.connector.file;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.file.Target.Next;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of one path: spreads each batch over them, and brings one bookmark for all.
 *
 * <p>The one rule behind it: lines are written only behind an offset that a stored bookmark names. So whatever stands
 * behind the bookmark was written by a delivery that was not settled, or by somebody else, and which of the two it was
 * shows when the same entries are offered again. A file that no bookmark names yet, new or somebody's, is therefore begun
 * with a delivery that brings only a bookmark; so is the one that takes the place of a rotated file. All files of a batch
 * that need it are rotated and begun together, before a line is written to any of them.
 *
 * <p>Between two deliveries each file is left as its bookmark says. A delivery that fails takes back what it wrote in all
 * of its files; where even that fails, the next one finds it. What is to be stored changes only when a delivery succeeds.
 *
 * <p>For the thread that delivers; {@link #close} for any.
 */
final class Targets implements Closeable {

    /** So many files are known, and open, at a time. */
    static final int MOST = 256;

    private final PathPattern pattern;
    private final Conduct conduct;
    private final Upkeeper upkeeper;
    private final int most;
    private final OpenTargets open;

    /** How far each file is, as the last delivery said; the one not written to for the longest time first. */
    private volatile Map<Path, Bookmark> bookmarks = Map.of();

    Targets(PathPattern pattern, Conduct conduct, Upkeeper upkeeper, int most) {
        this.pattern = pattern;
        this.conduct = conduct;
        this.upkeeper = upkeeper;
        this.most = most;
        this.open = new OpenTargets(conduct);
    }

    /** Goes back to what is stored. */
    void resume(List<Bookmark> files) {
        Map<Path, Bookmark> stored = new LinkedHashMap<>();
        for (Bookmark file : files) {
            stored.put(file.path(), file);
            upkeeper.begun(file.path());
        }
        bookmarks = stored;
    }

    /** How many of the entries, from the first, go as far as files have them already behind their bookmarks. */
    int begun(List<Entry> entries) throws ClosedChannelException, TargetFailure {
        var places = new ArrayList<>(List.of(0));
        each(spread(entries).shares(), share -> {
            Bookmark last = bookmarks.get(share.path());
            int lines = last == null ? 0 : open.at(share.path()).surplus(last, share.lines(), bookmarks::containsKey);
            places.add(lines == 0 ? 0 : share.place(lines - 1) + 1);
        });
        return places.stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /**
     * Delivers the entries, or as many from the first as can be written at once.
     *
     * @throws TargetFailure when the file of the very first entry cannot be written
     */
    Outcome deliver(List<Entry> entries) throws ClosedChannelException, TargetFailure {
        open.closeIdle();
        Spread spread = spread(entries);
        while (true) {
            try {
                return delivered(spread);
            } catch (TargetFailure e) {
                open.letGo(e);
                if (e.place() == 0) {
                    throw e;
                }
                spread = spread.first(e.place()); // what stands before the first line of that file need not wait for it
            }
        }
    }

    private Spread spread(List<Entry> entries) {
        return Spread.of(entries, pattern, conduct.surroundings().timezone(), most);
    }

    private Outcome delivered(Spread spread) throws ClosedChannelException, TargetFailure {
        Map<Share, Next> next = new LinkedHashMap<>();
        each(spread.shares(), share -> next.put(share, look(share)));
        upkeeper.start();
        boolean ready = next.values().stream().allMatch(Next.Append.class::isInstance);
        return ready ? written(spread.first(fitting(spread, next))) : begun(next);
    }

    private Next look(Share share) throws IOException {
        Target target = open.at(share.path());
        Next next = target.look(bookmarks.get(share.path()), share.lines(), bookmarks::containsKey);
        if (!(next instanceof Next.Begin) && target.isInPlace()) {
            upkeeper.stored(share.path());
        }
        return next;
    }

    /** How many of the entries can be written before a file has to be rotated. */
    private static int fitting(Spread spread, Map<Share, Next> next) {
        int fitting = spread.count();
        for (Share share : spread.shares()) {
            if (next.get(share) instanceof Next.Append append
                    && append.lines() < share.lines().count()) {
                fitting = Math.min(fitting, share.place(append.lines()));
            }
        }
        return fitting;
    }

    /**
     * Rotates files, and makes files ready whose bookmarks are to be stored before a line is written to them.
     *
     * <p>If the agent is killed in the midst, the next one finds a rotated file under its new name, and nothing missing in
     * it.
     */
    private Outcome begun(Map<Share, Next> next) throws ClosedChannelException, TargetFailure {
        List<Share> rotating = new ArrayList<>();
        List<Share> beginning = new ArrayList<>();
        next.forEach((share, need) -> {
            if (need instanceof Next.Rotate) {
                rotating.add(share);
            }
            if (!(need instanceof Next.Append)) {
                beginning.add(share);
            }
        });
        Map<Path, Bookmark> known = withRoomFor(next.keySet());
        each(rotating, share -> {
            upkeeper.rotating(share.path());
            if (next.get(share) instanceof Next.Rotate rotate) {
                open.at(share.path()).rotate(rotate.how());
            }
        });
        forceFolders(rotating);
        each(beginning, share -> known.put(share.path(), open.at(share.path()).begin()));
        forceFolders(beginning);
        for (Share share : beginning) {
            upkeeper.begun(share.path());
            if (next.get(share) instanceof Next.Begin begin && begin.notice() != null) {
                conduct.tell(begin.notice());
            }
        }
        return settled(0, known);
    }

    private void forceFolders(List<Share> shares) throws ClosedChannelException, TargetFailure {
        Map<Path, Share> folders = new LinkedHashMap<>();
        shares.forEach(share -> folders.putIfAbsent(MirrorFile.folderOf(share.path()), share));
        each(folders.values(), share -> conduct.disk().forceFolder(MirrorFile.folderOf(share.path())));
    }

    private Outcome written(Spread spread) throws ClosedChannelException, TargetFailure {
        Map<Path, Bookmark> known = new LinkedHashMap<>(bookmarks);
        List<Share> touched = new ArrayList<>();
        try {
            each(spread.shares(), share -> {
                touched.add(share);
                open.at(share.path()).write(bookmark(share), share.lines());
            });
            if (conduct.fsync() == FileConnector.Fsync.BATCH) {
                // Behind all the writing: one sync then often does the work of several.
                each(spread.shares(), share -> open.at(share.path()).force());
            }
            each(spread.shares(), share -> {
                Bookmark behind = open.at(share.path()).behind(bookmark(share), share.lines());
                known.remove(share.path());
                known.put(share.path(), behind);
            });
        } catch (TargetFailure e) {
            touched.forEach(share -> open.at(share.path()).takeBack(bookmark(share), share.lines(), e));
            throw e;
        }
        return settled(spread.count(), known);
    }

    private Bookmark bookmark(Share share) {
        Bookmark last = bookmarks.get(share.path());
        if (last == null) {
            throw new IllegalStateException("written before it was begun");
        }
        return last;
    }

    private Outcome settled(int count, Map<Path, Bookmark> known) {
        bookmarks = known;
        return new Outcome.Delivered(count, new Bookmarks(pattern, List.copyOf(known.values())).text());
    }

    /**
     * The bookmarks, those of the batch last, and as many others as there is room for.
     *
     * <p>A file whose bookmark is dropped is begun again with its next line, behind all that stands in it by then.
     */
    private Map<Path, Bookmark> withRoomFor(Collection<Share> shares) throws ClosedChannelException, TargetFailure {
        Map<Path, Bookmark> known = new LinkedHashMap<>(bookmarks);
        Map<Path, Bookmark> used = new LinkedHashMap<>();
        for (Share share : shares) {
            Bookmark last = known.remove(share.path());
            if (last != null) {
                used.put(share.path(), last);
            }
        }
        while (known.size() + shares.size() > most) {
            known.remove(dispensable(known));
        }
        known.putAll(used);
        return known;
    }

    /** The one not written to for the longest time that holds nothing unsettled; if all do, it is moved aside in one. */
    private Path dispensable(Map<Path, Bookmark> known) throws ClosedChannelException, TargetFailure {
        for (Map.Entry<Path, Bookmark> file : known.entrySet()) {
            if (isSettled(file.getKey(), file.getValue())) {
                open.close(file.getKey());
                return file.getKey();
            }
        }
        Map.Entry<Path, Bookmark> eldest = known.entrySet().iterator().next();
        try {
            open.at(eldest.getKey()).settle(eldest.getValue(), bookmarks::containsKey);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw new TargetFailure(eldest.getKey(), 0, e);
        }
        open.close(eldest.getKey());
        return eldest.getKey();
    }

    private boolean isSettled(Path path, Bookmark last) throws ClosedChannelException {
        try {
            return open.at(path).isSettled(last, bookmarks::containsKey);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            return false; // it cannot be told, so another one goes first
        }
    }

    /** Something done for one share of a batch. */
    private interface Step {
        void take(Share share) throws IOException;
    }

    private static void each(Collection<Share> shares, Step step) throws ClosedChannelException, TargetFailure {
        for (Share share : shares) {
            try {
                step.take(share);
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                throw new TargetFailure(share.path(), share.place(0), e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        open.close();
    }
}

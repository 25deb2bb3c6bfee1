package io.mirrorlog.connector.file;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Surroundings;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Appends each entry to a file as one line, exactly once, whenever the agent is killed.
 *
 * <p>The one rule behind it: lines are written only behind an offset that a stored bookmark names. So whatever stands
 * behind the bookmark was written by a delivery that was not settled, or by somebody else, and which of the two it was
 * shows when the same entries are offered again. A file that no bookmark names yet, new or somebody's, is therefore begun
 * with a delivery that brings only a bookmark.
 *
 * <p>Between two deliveries the file is left as the bookmark says. A delivery that fails cuts off what it wrote; where
 * even that fails, the next one finds it.
 *
 * <p>A rotation is a delivery that renames the file and brings the bookmark of a new one. What becomes of the rotated
 * files then is left to one thread beside the deliveries, started by the first one after a start or a rotation.
 */
public final class FileConnector implements Connector {

    /** When lines are made safe on disk. */
    public enum Fsync {
        /** Before a delivery counts as delivered. */
        BATCH,
        /** When the system likes: a power cut may take the last lines. */
        NEVER
    }

    /** What the user writes under a connection with {@code connector: file}. */
    public record Options(
            @Option("the file that lines are appended to; missing folders are made")
            Path path,

            @Option(value = "the permissions of a new file, octal", orElse = "0640")
            String mode,

            @Option(
                    value = "batch: every batch is safe on disk before it counts; never: the system decides",
                    orElse = "batch")
            Fsync fsync,

            @Option("when the file is rotated; never, if absent") @Nullable
            Rotation rotate) {

        public Options {
            if (path.getFileName() == null || path.toString().isEmpty()) {
                throw new IllegalArgumentException("path: is no file; give a file");
            }
            if (!mode.matches("0?[67][0-7]{2}")) {
                throw new IllegalArgumentException(
                        "mode: must be octal, with reading and writing for the owner, such as 0640");
            }
        }

        Set<PosixFilePermission> permissions() {
            int bits = Integer.parseInt(mode, 8);
            var letters = new StringBuilder("rwxrwxrwx");
            for (int i = 0; i < letters.length(); i++) {
                if ((bits & (0400 >> i)) == 0) {
                    letters.setCharAt(i, '-');
                }
            }
            return PosixFilePermissions.fromString(letters.toString());
        }
    }

    private final Path path;
    private final Set<PosixFilePermission> permissions;
    private final Fsync fsync;
    private final Surroundings surroundings;
    private final @Nullable Rotation rotation;
    private final Disk disk;
    private final Background background;
    private final AtomicReference<@Nullable MirrorFile> open = new AtomicReference<>();
    private volatile @Nullable Bookmark bookmark;

    /** True when rotated files may wait to be compressed or deleted: also those of an agent that was killed. */
    private volatile boolean upkeepDue;

    public FileConnector(Options options, Surroundings surroundings) {
        this(options, surroundings, new LocalDisk(), new QuietThread("rotated-" + surroundings.connection()));
    }

    FileConnector(Options options, Surroundings surroundings, Disk disk, Background background) {
        this.path = options.path().toAbsolutePath().normalize();
        this.permissions = options.permissions();
        this.fsync = options.fsync();
        this.surroundings = surroundings;
        this.rotation = options.rotate();
        this.disk = disk;
        this.background = background;
        this.upkeepDue = rotation != null;
    }

    @Override
    public void resume(@Nullable String stored) {
        bookmark = stored == null ? null : Bookmark.read(stored).orElse(null);
        if (stored != null && bookmark == null) {
            tell("the bookmark of " + path + " cannot be read; lines go on behind the file's end");
        }
    }

    @Override
    public Outcome deliver(List<Entry> entries) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try {
            return append(Lines.of(entries));
        } catch (ClosedChannelException e) {
            // The agent stops: this thread was interrupted, or another one closed the connector.
            letGo(e);
            throw stopped(e);
        } catch (IOException e) {
            letGo(e);
            return Refusal.of(e, path, disk);
        }
    }

    /** Every way that a delivery can go. */
    private Outcome append(Lines lines) throws IOException {
        Bookmark last = bookmark;
        if (last == null) {
            return begun(null);
        }
        MirrorFile file = open.get();
        if (file != null && file.isAsLeft(last, path)) {
            return continued(file, last, lines);
        }
        file = reopened(last);
        if (file == null) {
            return begun(isElsewhere(last) ? null : path + " was gone; lines go on in a new file");
        }
        if (!file.path().equals(path)) {
            return finishedElsewhere(file, last, lines);
        }
        if (!file.holds(last)) {
            return begun(path + " was shortened or changed by somebody else; lines go on behind what is left");
        }
        if (!file.agrees(last.offset(), lines.bytes())) {
            moveAside(file, last.offset());
        }
        return continued(file, last, lines);
    }

    /** What was begun in a file before the agent was killed is finished there, before the file is rotated. */
    private Outcome continued(MirrorFile file, Bookmark last, Lines lines) throws IOException {
        if (rotation == null) {
            return written(file, last, lines);
        }
        keepUp(rotation);
        int fitting = lines.fitting(rotation.room(last.offset()));
        if (last.offset() > 0 && (fitting == 0 || isOver(last, rotation)) && file.size() == last.offset()) {
            return rotated(rotation);
        }
        return written(file, last, lines.first(Math.max(1, fitting)));
    }

    private boolean isOver(Bookmark last, Rotation when) {
        return last.begun() != null && when.isOver(last.begun(), time());
    }

    /** The stored bookmark names a file that is not rotated, so nobody looks for what stands in the others. */
    private void keepUp(Rotation how) throws IOException {
        if (upkeepDue && background.isIdle()) {
            upkeepDue = false;
            background.start(new Upkeep(disk, path, how, RotatedFiles.of(path), surroundings.notices()));
        }
    }

    /** If the agent is killed in the midst, the next one finds the file under its new name, and nothing missing in it. */
    private Outcome rotated(Rotation how) throws IOException {
        RotatedFiles.Name name = RotatedFiles.of(path).next(time(), how.timezone());
        disk.rename(path, name.of(path));
        disk.forceFolder(MirrorFile.folderOf(path));
        upkeepDue = true;
        return begun(null);
    }

    /** A file that was moved gets the rest of what was begun in it, and nothing more. */
    private Outcome finishedElsewhere(MirrorFile file, Bookmark last, Lines lines) throws IOException {
        if (file.holds(last) && file.size() > last.offset() && file.agrees(last.offset(), lines.bytes())) {
            return written(file, last, lines);
        }
        boolean expected = isElsewhere(last) || (rotation != null && RotatedFiles.isName(file.path(), path));
        return begun(expected ? null : path + " was moved to " + file.path() + "; lines go on in a new file");
    }

    /** True when the user has given the connection another path since. */
    private boolean isElsewhere(Bookmark last) {
        return !last.path().equals(path);
    }

    private @Nullable MirrorFile reopened(Bookmark last) throws IOException {
        letGo();
        MirrorFile file = MirrorFile.find(disk, last);
        open.set(file);
        return file;
    }

    /** Makes the file under the path ready and asks for its bookmark to be stored, before a line is written to it. */
    private Outcome begun(@Nullable String notice) throws IOException {
        letGo();
        MirrorFile file = MirrorFile.openOrCreate(disk, path, permissions);
        open.set(file);
        long end = file.endLine();
        file.force();
        disk.forceFolder(MirrorFile.folderOf(path));
        Bookmark begin = file.bookmark(path, end, time());
        bookmark = begin;
        if (notice != null) {
            tell(notice);
        }
        return new Outcome.Delivered(0, begin.text());
    }

    /**
     * Writes the lines behind the bookmark, also over the same bytes: after a failed fsync they may seem to be there and
     * are not on disk.
     */
    private Outcome written(MirrorFile file, Bookmark last, Lines lines) throws IOException {
        long end = last.offset() + lines.bytes().length;
        try {
            file.write(last.offset(), lines.bytes());
            if (fsync == Fsync.BATCH) {
                file.force();
            }
        } catch (IOException e) {
            cutBack(file, last.offset(), end, e);
            throw e;
        }
        Instant begun = last.begun() == null || last.offset() == 0 ? time() : last.begun();
        Bookmark next = file.bookmark(last.path(), end, begun);
        bookmark = next;
        return new Outcome.Delivered(lines.count(), next.text());
    }

    /** Takes back a write that failed, unless something stands behind it that is not looked at yet. */
    private static void cutBack(MirrorFile file, long offset, long end, IOException why) {
        try {
            if (file.size() <= end) {
                file.cut(offset);
            }
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    /** Somebody else wrote behind our lines: theirs are kept in a file of their own. */
    private void moveAside(MirrorFile file, long offset) throws IOException {
        Foreign foreign = Foreign.copy(file, offset, time(), permissions);
        file.cut(offset);
        file.force();
        tell(foreign.bytes() + " bytes that somebody else wrote to " + path + " were moved to " + foreign.path());
    }

    private void tell(String notice) {
        surroundings.notices().accept(notice);
    }

    private Instant time() {
        return surroundings.clock().instant();
    }

    private static InterruptedException stopped(ClosedChannelException cause) {
        Thread.interrupted(); // told by the exception from here on
        var stopped = new InterruptedException("closed while writing");
        stopped.initCause(cause);
        return stopped;
    }

    private void letGo(IOException why) {
        try {
            letGo();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private void letGo() throws IOException {
        MirrorFile file = open.getAndSet(null);
        if (file != null) {
            file.close();
        }
    }

    @Override
    public void close() throws IOException {
        background.close();
        letGo();
    }
}

package io.mirrorlog.connector.file;

import io.mirrorlog.connector.Counted;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One file that lines are appended to, under the path where it belongs.
 *
 * <p>It has no memory of its own: how far the file is comes with each call, as the stored bookmark. For the thread that
 * delivers; {@link #close} for any.
 */
final class Target implements Closeable {

    /** What the file needs next. */
    sealed interface Next {

        /** A bookmark that names its beginning, before a line is written ({@link #begin}). */
        record Begin(@Nullable String notice) implements Next {}

        /** Another name ({@link #rotate}), and then to be begun. */
        record Rotate(Rotation how) implements Next {}

        /** So many of the lines, from the first, behind the bookmark; at least one. */
        record Append(int lines) implements Next {}
    }

    private final Path path;
    private final Conduct conduct;
    private final AtomicReference<@Nullable MirrorFile> open = new AtomicReference<>();
    private Instant used = Instant.MIN;

    Target(Path path, Conduct conduct) {
        this.path = path;
        this.conduct = conduct;
    }

    /** When it was last looked at. */
    Instant used() {
        return used;
    }

    /**
     * Finds the file and makes it ready: what somebody else wrote behind the bookmark is moved aside.
     *
     * @param last null when no stored bookmark names the file
     * @param isOthers true for the path of another file of this connection
     */
    Next look(@Nullable Bookmark last, Lines lines, Predicate<Path> isOthers) throws IOException {
        used = conduct.time();
        if (last == null) {
            return new Next.Begin(null);
        }
        MirrorFile file = open.get();
        if (file != null && file.isAsLeft(last, path)) {
            return continued(file, last, lines);
        }
        file = found(last, isOthers);
        if (file == null) {
            return new Next.Begin(path + " was gone; lines go on in a new file");
        }
        if (!file.path().equals(path)) {
            return finishedElsewhere(file, last, lines);
        }
        if (!file.holds(last)) {
            return new Next.Begin(path + " was shortened or changed by somebody else; lines go on behind what is left");
        }
        if (!file.agrees(last.offset(), lines.bytes())) {
            moveAside(file, last.offset());
        }
        return continued(file, last, lines);
    }

    /** What was begun in a file before the agent was killed is finished there, before the file is rotated. */
    private Next continued(MirrorFile file, Bookmark last, Lines lines) throws IOException {
        Rotation rotation = conduct.rotation();
        if (rotation == null) {
            return new Next.Append(lines.count());
        }
        int fitting = lines.fitting(rotation.room(last.offset()));
        if (last.offset() > 0 && (fitting == 0 || isOver(last, rotation)) && file.size() == last.offset()) {
            return new Next.Rotate(rotation);
        }
        return new Next.Append(Math.max(1, fitting));
    }

    private boolean isOver(Bookmark last, Rotation when) {
        return last.begun() != null && when.isOver(last.begun(), conduct.time());
    }

    /** A file that was moved gets the rest of what was begun in it, and nothing more. */
    private Next finishedElsewhere(MirrorFile file, Bookmark last, Lines lines) throws IOException {
        if (surplus(file, last, lines) > 0) {
            return new Next.Append(lines.count());
        }
        boolean expected = conduct.rotation() != null && RotatedFiles.isName(file.path(), path);
        return new Next.Begin(expected ? null : path + " was moved to " + file.path() + "; lines go on in a new file");
    }

    /** True when the file that was found stands where it belongs. */
    boolean isInPlace() {
        MirrorFile file = open.get();
        return file != null && file.path().equals(path);
    }

    /** How many of the lines, from the first, stand behind the bookmark already, in whole or in part. */
    int surplus(Bookmark last, Lines lines, Predicate<Path> isOthers) throws IOException {
        MirrorFile file = found(last, isOthers);
        return file == null ? 0 : surplus(file, last, lines);
    }

    private static int surplus(MirrorFile file, Bookmark last, Lines lines) throws IOException {
        long bytes = file.size() - last.offset();
        return bytes > 0 && file.holds(last) && file.agrees(last.offset(), lines.bytes()) ? lines.begunIn(bytes) : 0;
    }

    /** True when nothing stands behind the bookmark that its next lines would have to be compared with. */
    boolean isSettled(Bookmark last, Predicate<Path> isOthers) throws IOException {
        MirrorFile file = found(last, isOthers);
        return file == null || file.size() <= last.offset() || !file.holds(last);
    }

    /** Moves aside what stands behind the bookmark: safe, as lines of ours among it are written again. */
    void settle(Bookmark last, Predicate<Path> isOthers) throws IOException {
        MirrorFile file = found(last, isOthers);
        if (file != null && file.size() > last.offset()) {
            moveAside(file, last.offset());
        }
    }

    private @Nullable MirrorFile found(Bookmark last, Predicate<Path> isOthers) throws IOException {
        close();
        MirrorFile file = MirrorFile.find(conduct.disk(), last);
        open.set(file);
        if (file != null && !file.path().equals(path) && isOthers.test(file.path())) {
            close(); // it has the number of a file that is gone, or took its name
            return null;
        }
        return file;
    }

    /** Gives the file the name of a rotated one; its folder is not safe on disk yet. */
    void rotate(Rotation how) throws IOException {
        RotatedFiles.Name name = RotatedFiles.of(path).next(path, conduct.time(), how.timezone());
        conduct.disk().rename(path, name.of(path));
    }

    /** Makes the file under the path ready, and says where lines may begin; its folder is not safe on disk yet. */
    Bookmark begin() throws IOException {
        close();
        MirrorFile file = MirrorFile.openOrCreate(conduct.disk(), path, conduct.permissions());
        open.set(file);
        long end = file.endLine();
        file.force();
        return file.bookmark(path, end, conduct.time());
    }

    /**
     * Writes the lines behind the bookmark, also over the same bytes: after a failed fsync they may seem to be there and
     * are not on disk.
     */
    void write(Bookmark last, Lines lines) throws IOException {
        file().write(last.offset(), lines.bytes());
    }

    void force() throws IOException {
        file().force();
    }

    /** The bookmark behind lines that were written. */
    Bookmark behind(Bookmark last, Lines lines) throws IOException {
        Instant begun = last.begun() == null || last.offset() == 0 ? conduct.time() : last.begun();
        return file().bookmark(last.path(), end(last, lines), begun);
    }

    /** Takes back a write that failed, unless something stands behind it that is not looked at yet. */
    void takeBack(Bookmark last, Lines lines, Exception why) {
        try {
            MirrorFile file = file();
            if (file.size() <= end(last, lines)) {
                file.cut(last.offset());
            }
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private static long end(Bookmark last, Lines lines) {
        return last.offset() + lines.bytes().length;
    }

    private MirrorFile file() throws ClosedChannelException {
        MirrorFile file = open.get();
        if (file == null) {
            throw new ClosedChannelException(); // by another thread
        }
        return file;
    }

    /** Somebody else wrote behind our lines: theirs are kept in a file of their own. */
    private void moveAside(MirrorFile file, long offset) throws IOException {
        Foreign foreign = Foreign.copy(file, offset, conduct.time(), conduct.permissions());
        file.cut(offset);
        file.force();
        conduct.tell(Counted.of(foreign.bytes(), "byte") + " that somebody else wrote to " + path
                + (foreign.bytes() == 1 ? " was moved to " : " were moved to ")
                + foreign.path());
    }

    /** Lets go of the file; it is found again when it is needed. */
    @Override
    public void close() throws IOException {
        MirrorFile file = open.getAndSet(null);
        if (file != null) {
            file.close();
        }
    }
}

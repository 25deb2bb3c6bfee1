package io.mirrorlog.connector.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A real disk on which one named step fails, or at one of whose steps the agent is killed. */
final class FailingDisk implements Disk {

    enum Step {
        OPEN,
        CREATE,
        CREATE_FOLDERS,
        FORCE_FOLDER,
        RENAME,
        DELETE,
        WRITE,
        TRUNCATE,
        FORCE
    }

    /** The end of the agent: nothing in it gets to run after this. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final Disk disk = new LocalDisk();
    private final Map<Step, IOException> failures = new EnumMap<>(Step.class);
    private final List<Step> taken = new ArrayList<>();
    private int killedAt = Integer.MAX_VALUE;
    private int bytesBefore;
    private @Nullable Runnable beforeWriting;
    private boolean readOnly;
    private boolean hasty;
    private int largestPiece;
    private @Nullable Path only;
    private int openFiles;
    private int mostOpenFiles;

    /** Only steps on this file, or folder, fail. */
    FailingDisk only(Path path) {
        only = path;
        return this;
    }

    /** The step fails from now on. */
    FailingDisk failing(Step step, IOException failure) {
        failures.put(step, failure);
        return this;
    }

    /** A write stops after so many bytes, then fails or is killed. */
    FailingDisk after(int bytes) {
        bytesBefore = bytes;
        return this;
    }

    /** The agent is killed instead of taking the step with this number, from 0. */
    FailingDisk killedAt(int number) {
        killedAt = number;
        return this;
    }

    /** Takes the steps that make files safe on disk, but does not wait for the disk: for tests of many deaths. */
    FailingDisk hasty() {
        hasty = true;
        return this;
    }

    FailingDisk mountedReadOnly() {
        readOnly = true;
        return this;
    }

    FailingDisk beforeWriting(Runnable what) {
        beforeWriting = what;
        return this;
    }

    void mended() {
        failures.clear();
        only = null;
    }

    int openFiles() {
        return openFiles;
    }

    int mostOpenFiles() {
        return mostOpenFiles;
    }

    List<Step> taken() {
        return taken;
    }

    int largestPiece() {
        return largestPiece;
    }

    private void take(Step step, Path path) throws IOException {
        if (taken.size() >= killedAt) {
            throw new Killed();
        }
        taken.add(step);
        IOException failure = failures.get(step);
        if (failure != null && (only == null || only.equals(path))) {
            throw failure;
        }
    }

    @Override
    public OpenFile open(Path file) throws IOException {
        take(Step.OPEN, file);
        return new FailingFile(disk.open(file), file);
    }

    @Override
    public OpenFile create(Path file, Set<PosixFilePermission> permissions) throws IOException {
        take(Step.CREATE, file);
        return new FailingFile(disk.create(file, permissions), file);
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        take(Step.CREATE_FOLDERS, folder);
        disk.createFolders(folder);
    }

    @Override
    public void rename(Path file, Path name) throws IOException {
        take(Step.RENAME, file);
        disk.rename(file, name);
    }

    @Override
    public void delete(Path file) throws IOException {
        take(Step.DELETE, file);
        disk.delete(file);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        take(Step.FORCE_FOLDER, folder);
        if (!hasty) {
            disk.forceFolder(folder);
        }
    }

    @Override
    public long inode(Path file) throws IOException {
        return disk.inode(file);
    }

    @Override
    public boolean isReadOnly(Path file) {
        return readOnly;
    }

    private final class FailingFile implements OpenFile {

        private final OpenFile file;
        private final Path path;
        private boolean closed;

        FailingFile(OpenFile file, Path path) {
            this.file = file;
            this.path = path;
            openFiles++;
            mostOpenFiles = Math.max(mostOpenFiles, openFiles);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            largestPiece = Math.max(largestPiece, into.remaining());
            return file.read(into, position);
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            largestPiece = Math.max(largestPiece, from.remaining());
            if (beforeWriting != null) {
                Runnable what = beforeWriting;
                beforeWriting = null;
                what.run();
            }
            boolean fails = failures.containsKey(Step.WRITE) && (only == null || only.equals(path));
            if (taken.size() >= killedAt || fails) {
                int bytes = Math.min(bytesBefore, from.remaining());
                file.write(from.slice(from.position(), bytes), position);
            }
            take(Step.WRITE, path);
            return file.write(from, position);
        }

        @Override
        public void truncate(long size) throws IOException {
            take(Step.TRUNCATE, path);
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            take(Step.FORCE, path);
            if (!hasty) {
                file.force();
            }
        }

        @Override
        public void close() throws IOException {
            openFiles -= closed ? 0 : 1;
            closed = true;
            file.close();
        }
    }
}

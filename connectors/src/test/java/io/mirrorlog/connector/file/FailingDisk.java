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
    }

    List<Step> taken() {
        return taken;
    }

    int largestPiece() {
        return largestPiece;
    }

    private void take(Step step) throws IOException {
        if (taken.size() >= killedAt) {
            throw new Killed();
        }
        taken.add(step);
        IOException failure = failures.get(step);
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public OpenFile open(Path file) throws IOException {
        take(Step.OPEN);
        return new FailingFile(disk.open(file));
    }

    @Override
    public OpenFile create(Path file, Set<PosixFilePermission> permissions) throws IOException {
        take(Step.CREATE);
        return new FailingFile(disk.create(file, permissions));
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        take(Step.CREATE_FOLDERS);
        disk.createFolders(folder);
    }

    @Override
    public void rename(Path file, Path name) throws IOException {
        take(Step.RENAME);
        disk.rename(file, name);
    }

    @Override
    public void delete(Path file) throws IOException {
        take(Step.DELETE);
        disk.delete(file);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        take(Step.FORCE_FOLDER);
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

        FailingFile(OpenFile file) {
            this.file = file;
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
            if (taken.size() >= killedAt || failures.containsKey(Step.WRITE)) {
                int bytes = Math.min(bytesBefore, from.remaining());
                file.write(from.slice(from.position(), bytes), position);
            }
            take(Step.WRITE);
            return file.write(from, position);
        }

        @Override
        public void truncate(long size) throws IOException {
            take(Step.TRUNCATE);
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            take(Step.FORCE);
            if (!hasty) {
                file.force();
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

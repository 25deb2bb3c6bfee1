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
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Appends each entry to a file as one line, exactly once, whenever the agent is killed. What {@link Targets} and
 * {@link Target} do behind it is told there.
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
            @Option("the file that lines are appended to; {site}, {identifier}, {type} or {date} in it makes several")
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
            refuseBadPattern(path);
            if (!mode.matches("0?[67][0-7]{2}")) {
                throw new IllegalArgumentException(
                        "mode: must be octal, with reading and writing for the owner, such as 0640");
            }
        }

        private static void refuseBadPattern(Path path) {
            try {
                PathPattern.of(path);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("path: " + e.getMessage(), e);
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

    private final PathPattern pattern;
    private final Conduct conduct;
    private final Background background;
    private final Targets targets;

    /** What was begun under a path that the user has changed since; null when there is nothing of the kind. */
    private volatile @Nullable Targets earlier;

    public FileConnector(Options options, Surroundings surroundings) {
        this(
                options,
                surroundings,
                new LocalDisk(),
                new QuietThread("rotated-" + surroundings.connection()),
                Targets.MOST);
    }

    /** @param most so many files are known at a time */
    FileConnector(Options options, Surroundings surroundings, Disk disk, Background background, int most) {
        this.pattern = PathPattern.of(options.path().toAbsolutePath().normalize());
        this.conduct = new Conduct(options.permissions(), options.fsync(), options.rotate(), disk, surroundings);
        this.background = background;
        this.targets = new Targets(pattern, conduct, new Upkeeper(conduct, background), most);
    }

    @Override
    public void resume(@Nullable String stored) {
        Bookmarks known = stored == null ? null : Bookmarks.read(stored).orElse(null);
        if (stored != null && known == null) {
            conduct.tell("the bookmark of " + pattern + " cannot be read; lines go on behind the file's end");
        }
        boolean isHere = known != null && known.pattern().equals(pattern);
        targets.resume(known != null && isHere ? known.files() : List.of());
        earlier = known == null || isHere ? null : earlier(known);
    }

    private Targets earlier(Bookmarks known) {
        Conduct then = conduct.withoutRotation();
        var files = new Targets(known.pattern(), then, new Upkeeper(then, background), Targets.MOST);
        files.resume(known.files());
        return files;
    }

    @Override
    public Outcome deliver(List<Entry> entries) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (entries.isEmpty()) {
            return Outcome.DELIVERED;
        }
        try {
            Outcome finished = finishedEarlier(entries);
            return finished != null ? finished : targets.deliver(entries);
        } catch (ClosedChannelException e) {
            // The agent stops: this thread was interrupted, or another one closed the connector.
            letGo(e);
            throw stopped(e);
        } catch (TargetFailure e) {
            return Refusal.of(e.reason(), e.path(), conduct.disk());
        } catch (IOException e) {
            return new Outcome.Retry("cannot close the files of the path before: " + Refusal.words(e));
        }
    }

    /** What was begun under the path that the user has changed is finished there, and nothing more. */
    private @Nullable Outcome finishedEarlier(List<Entry> entries) throws IOException, TargetFailure {
        Targets then = earlier;
        if (then == null) {
            return null;
        }
        int begun = then.begun(entries);
        if (begun > 0) {
            return then.deliver(entries.subList(0, begun));
        }
        earlier = null;
        then.close();
        return null;
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
        Targets then = earlier;
        try (targets) {
            if (then != null) {
                then.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        background.close();
        letGo();
    }
}

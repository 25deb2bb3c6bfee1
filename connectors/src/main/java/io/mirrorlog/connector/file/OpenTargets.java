package io.mirrorlog.connector.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds the files of one path open, each until nobody has written to it for a while.
 *
 * <p>For the thread that delivers; {@link #close()} for any.
 */
final class OpenTargets implements Closeable {

    /** A file that nobody writes to is closed then, so that the room of a deleted one becomes free. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final Conduct conduct;
    private final Map<Path, Target> open = new ConcurrentHashMap<>();

    OpenTargets(Conduct conduct) {
        this.conduct = conduct;
    }

    Target at(Path path) {
        return open.computeIfAbsent(path, name -> new Target(name, conduct));
    }

    void closeIdle() throws TargetFailure {
        Instant then = conduct.time().minus(IDLE);
        for (Map.Entry<Path, Target> file : open.entrySet()) {
            if (file.getValue().used().isBefore(then)) {
                close(file.getKey());
            }
        }
    }

    void close(Path path) throws TargetFailure {
        try {
            closeNow(path);
        } catch (IOException e) {
            throw new TargetFailure(path, 0, e);
        }
    }

    /** Closes the file that has failed, so that the next try opens it anew. */
    void letGo(TargetFailure why) {
        try {
            close(why.path());
        } catch (TargetFailure e) {
            why.addSuppressed(e);
        }
    }

    private void closeNow(Path path) throws IOException {
        Target target = open.remove(path);
        if (target != null) {
            target.close();
        }
    }

    @Override
    public void close() throws IOException {
        for (Path path : open.keySet()) {
            closeNow(path);
        }
    }
}

package io.mirrorlog.connector.file;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Knows whose rotated files wait to be compressed or deleted, and has one job at a time look after all of them.
 *
 * <p>After a crash the agent looks for the file that the stored bookmark names. Rotated files are therefore left alone
 * until a bookmark is stored that names the file which took their place. For the thread that delivers.
 */
final class Upkeeper {

    private final Conduct conduct;
    private final Background background;

    /** Files that were begun, or stood in a stored bookmark when the agent started. */
    private final Set<Path> begun = new HashSet<>();

    /** Those of them that a stored bookmark names. */
    private final Set<Path> due = new LinkedHashSet<>();

    Upkeeper(Conduct conduct, Background background) {
        this.conduct = conduct;
        this.background = background;
    }

    /** The file is the one that the next bookmark names. */
    void begun(Path path) {
        if (conduct.rotation() != null) {
            begun.add(path);
        }
    }

    /** The file is the one that the stored bookmark names. */
    void stored(Path path) {
        if (begun.remove(path)) {
            due.add(path);
        }
    }

    /** The file is about to be rotated. */
    void rotating(Path path) {
        due.remove(path);
    }

    /** Starts a job for all that are due, unless one runs: they stay due then. */
    void start() {
        Rotation rotation = conduct.rotation();
        if (rotation == null || due.isEmpty() || !background.isIdle()) {
            return;
        }
        List<Upkeep> jobs = new ArrayList<>();
        for (Path path : due) {
            try {
                jobs.add(new Upkeep(
                        conduct.disk(),
                        path,
                        rotation,
                        RotatedFiles.of(path),
                        conduct.surroundings().notices()));
            } catch (NoSuchFileException e) {
                // The folder is gone, and they with it.
            } catch (IOException e) {
                conduct.tell(Upkeep.delayed(path, e));
            }
        }
        due.clear();
        background.start(() -> jobs.forEach(Upkeep::run));
    }
}

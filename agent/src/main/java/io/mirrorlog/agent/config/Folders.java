package io.mirrorlog.agent.config;

import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks whether folders and files could be written, and changes nothing. */
final class Folders {

    private Folders() {}

    /** What stands in the way, and where. */
    record Obstacle(Path where, String text) {

        /** A sentence that shows no path where that is hidden. */
        String told(boolean hidden) {
            return (hidden ? "the value, or a folder above it, " : where + " ") + text;
        }
    }

    /** Why a folder cannot be used or made; empty when it can. */
    static Optional<Obstacle> whyNotFolder(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            return Optional.of(new Obstacle(folder, "is a file; give a folder"));
        }
        return whyNotWritable(folder);
    }

    /** Why a file cannot be written or made; empty when it can. */
    static Optional<Obstacle> whyNotFile(Path file) {
        if (Files.isDirectory(file)) {
            return Optional.of(new Obstacle(file, "is a folder; give a file"));
        }
        return whyNotWritable(file);
    }

    private static Optional<Obstacle> whyNotWritable(Path path) {
        for (Path nearest = path; nearest != null; nearest = nearest.getParent()) {
            Access access = access(nearest);
            if (access == Access.ABSENT) {
                continue;
            }
            if (!nearest.equals(path) && !Files.isDirectory(nearest)) {
                return Optional.of(new Obstacle(nearest, "is a file; give a path whose parents are folders"));
            }
            return access == Access.WRITABLE
                    ? Optional.empty()
                    : Optional.of(new Obstacle(
                            nearest, "may not be written by this user; change its mode, or give another path"));
        }
        return Optional.of(new Obstacle(path, "is in no folder that exists; give another path"));
    }

    private enum Access {
        WRITABLE,
        REFUSED,
        ABSENT
    }

    /**
     * One question to the system, and not first whether it exists and then whether it may be written: a mirror may be
     * rotated between the two.
     */
    private static Access access(Path path) {
        try {
            path.getFileSystem().provider().checkAccess(path, AccessMode.WRITE);
            return Access.WRITABLE;
        } catch (NoSuchFileException e) {
            return Access.ABSENT;
        } catch (IOException e) {
            return Files.exists(path) ? Access.REFUSED : Access.ABSENT;
        }
    }

    /** The path itself, or its nearest parent, that exists. */
    private static @Nullable Path existing(@Nullable Path path) {
        Path nearest = path;
        while (nearest != null && !Files.exists(nearest)) {
            nearest = nearest.getParent();
        }
        return nearest;
    }

    /** The path without links as far as it exists, so that one file has one name. */
    static Path real(Path path) {
        Path existing = existing(path);
        if (existing == null) {
            return path;
        }
        try {
            return existing.toRealPath().resolve(existing.relativize(path));
        } catch (IOException e) {
            return path;
        }
    }
}

package io.mirrorlog.agent.config;

import java.io.IOException;
import java.nio.file.Files;
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
        Path existing = existing(path);
        if (existing == null) {
            return Optional.of(new Obstacle(path, "is in no folder that exists; give another path"));
        }
        if (!existing.equals(path) && !Files.isDirectory(existing)) {
            return Optional.of(new Obstacle(existing, "is a file; give a path whose parents are folders"));
        }
        return Files.isWritable(existing)
                ? Optional.empty()
                : Optional.of(new Obstacle(
                        existing, "may not be written by this user; change its mode, or give another path"));
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

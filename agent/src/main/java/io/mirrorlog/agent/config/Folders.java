package io.mirrorlog.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks whether folders and files could be written, and changes nothing. */
final class Folders {

    private Folders() {}

    /** Why a folder cannot be used or made; empty when it can. */
    static Optional<String> whyNotFolder(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            return Optional.of(folder + " is a file; give a folder");
        }
        return whyNotWritable(existing(folder));
    }

    /** Why a file cannot be written or made; empty when it can. */
    static Optional<String> whyNotFile(Path file) {
        if (Files.isDirectory(file)) {
            return Optional.of(file + " is a folder; give a file");
        }
        if (Files.exists(file)) {
            return Files.isWritable(file)
                    ? Optional.empty()
                    : Optional.of(file + " may not be written by this user; change its mode, or give another file");
        }
        return whyNotWritable(existing(file.getParent()));
    }

    private static Optional<String> whyNotWritable(@Nullable Path existing) {
        if (existing == null) {
            return Optional.of("has no folder that exists");
        }
        if (!Files.isDirectory(existing)) {
            return Optional.of(existing + " is a file; give a path whose parents are folders");
        }
        return Files.isWritable(existing)
                ? Optional.empty()
                : Optional.of(existing + " may not be written by this user; change its mode, or give another path");
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

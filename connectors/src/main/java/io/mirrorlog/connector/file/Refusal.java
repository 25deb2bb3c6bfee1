package io.mirrorlog.connector.file;

import io.mirrorlog.connector.Outcome;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Tells trouble that passes from trouble that somebody has to mend. */
final class Refusal {

    private Refusal() {}

    /** What the failure means; the path is absolute. */
    static Outcome of(IOException e, Path path, Disk disk) {
        if (Files.isDirectory(path)) {
            return new Outcome.Blocked(path + " is a folder; give a file");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return new Outcome.Blocked(path + " is not a regular file");
        }
        Path there = nearestExisting(path);
        if (!there.equals(path) && !Files.isDirectory(there)) {
            return new Outcome.Blocked("cannot make " + path + ": " + there + " is not a folder");
        }
        String reason = "cannot write to " + path + ": " + words(e);
        return isForGood(e, there, disk) ? new Outcome.Blocked(reason) : new Outcome.Retry(reason);
    }

    private static boolean isForGood(IOException e, Path there, Disk disk) {
        try {
            return e instanceof AccessDeniedException || disk.isReadOnly(there);
        } catch (IOException unknown) {
            e.addSuppressed(unknown);
            return false;
        }
    }

    private static Path nearestExisting(Path path) {
        Path there = path;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    /** The system's own words; Java keeps some of them in the exception's type alone. */
    static String words(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return "permission denied for " + denied.getFile();
        }
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist";
        }
        if (e instanceof FileAlreadyExistsException exists) {
            return exists.getFile() + " exists already";
        }
        String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }
}

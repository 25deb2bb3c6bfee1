package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * The two files with what was refused, the younger of which is written to.
 *
 * <p>Safe for many threads; one at a time writes or prunes.
 */
final class RefusedFiles {

    static final String FILE = "refused.ndjson";
    static final String OLDER_FILE = "refused.1.ndjson";

    /** With it each line begins, and its time follows. */
    static final String BEGINNING = "{\"at\":\"";

    private final Path folder;
    private final long fileBytes;

    /** @param fileBytes no file becomes larger, but by a single line that is */
    RefusedFiles(Path folder, long fileBytes) {
        this.folder = folder;
        this.fileBytes = fileBytes;
    }

    synchronized void append(byte[] line) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(FILE);
        if (Files.exists(file) && Files.size(file) + line.length > fileBytes) {
            Files.move(file, folder.resolve(OLDER_FILE), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /**
     * Deletes what was refused earlier. A line that has no time goes with the line before it.
     *
     * @return how many lines that were
     */
    synchronized int prune(Instant before) throws IOException {
        return prune(folder.resolve(OLDER_FILE), before) + prune(folder.resolve(FILE), before);
    }

    private static int prune(Path file, Instant before) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        Path younger = file.resolveSibling(file.getFileName() + ".pruned");
        int pruned = 0;
        int kept = 0;
        boolean old = false;
        // Byte for byte, since a crash may have left half a character at a line's end.
        try (BufferedReader lines = Files.newBufferedReader(file, ISO_8859_1);
                BufferedWriter out = Files.newBufferedWriter(younger, ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                old = isOld(line, before, old);
                if (old) {
                    pruned++;
                } else {
                    out.write(line);
                    out.write('\n');
                    kept++;
                }
            }
        }
        if (kept == 0) {
            Files.delete(file);
        }
        if (kept == 0 || pruned == 0) {
            Files.delete(younger);
        } else {
            Files.move(younger, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
        return pruned;
    }

    private static boolean isOld(String line, Instant before, boolean otherwise) {
        int end = line.indexOf('"', BEGINNING.length());
        if (!line.startsWith(BEGINNING) || end < 0) {
            return otherwise;
        }
        try {
            return Instant.parse(line.substring(BEGINNING.length(), end)).isBefore(before);
        } catch (DateTimeException e) {
            return otherwise;
        }
    }
}

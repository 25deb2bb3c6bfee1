package io.mirrorlog.agent.queue.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.disk.SafeFiles;
import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.queue.QueuedEvent;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files in which given up events lie: one for each range, one event a line in {@link EventJson}'s shape with its
 * sequence, compressed with gzip. Safe for many threads, as each file has one writer.
 */
final class ReleasedFiles {

    /** A file ends with the event that fills it to this, so that reading it from its beginning stays cheap. */
    static final int EVENTS_MAX = 20_000;

    private static final int PAGE_EVENTS = 1_000;
    private static final int SAME_NAME_MAX = 1_000;
    private static final String END = ".ndjson.gz";
    private static final String PART = ".part";
    private static final Pattern NAME =
            Pattern.compile("(.{1,64})-(\\d{1,18})-(\\d{1,18})(?:-\\d{1,4})?\\.ndjson\\.gz");

    /** What waits, in queue order: none only at its end. */
    @FunctionalInterface
    interface Source {
        List<QueuedEvent> after(long sequence, int events);
    }

    /** A file that is whole and safe on disk, and of which nobody knows yet. */
    @SuppressWarnings("ArrayRecordComponent") // compared never
    record Draft(String file, long[] sequences, long since, long until) {

        long first() {
            return sequences[0];
        }

        long last() {
            return sequences[sequences.length - 1];
        }

        int count() {
            return sequences.length;
        }

        /** How many of them have that sequence or a smaller one. */
        int countThrough(long sequence) {
            int at = Arrays.binarySearch(sequences, sequence);
            return at >= 0 ? at + 1 : -at - 1;
        }
    }

    /** A file that lies there, by its name. */
    record Found(String file, String connection, long first, long last) {}

    private final Path data;
    private final Path folder;

    /** @param data the data folder */
    ReleasedFiles(Path data) {
        this.data = data;
        this.folder = data.resolve("released");
    }

    /**
     * Writes one range.
     *
     * @param after the sequence behind which it begins
     * @param before it ends before the first event that arrived then or later
     * @param bytes it ends with the event that fills it to so many bytes of stored form
     * @return null when there is no such event
     */
    @Nullable
    Draft write(String connection, long after, Instant before, long bytes, Source source) throws IOException {
        makeFolder();
        Path part = Files.createTempFile(
                folder,
                connection + "-",
                PART,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            var lines = new Lines(before, bytes);
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                var packed = new Packed(Channels.newOutputStream(channel));
                lines.writeTo(packed, after, source);
                packed.finish();
                channel.force(true);
            }
            return lines.count == 0 ? null : named(part, connection, lines);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private Draft named(Path part, String connection, Lines lines) throws IOException {
        long[] sequences = Arrays.copyOf(lines.sequences, lines.count);
        Path free = reserved(connection + "-" + sequences[0] + "-" + sequences[lines.count - 1]);
        Files.move(part, free, StandardCopyOption.ATOMIC_MOVE);
        SafeFiles.forceNames(folder);
        return new Draft(
                String.valueOf(free.getFileName()), sequences, Micros.floor(lines.since), Micros.floor(lines.until));
    }

    /** An empty file of a name that nothing else has: whoever writes the same range at the same time has another. */
    private Path reserved(String name) throws IOException {
        for (int n = 1; ; n++) {
            Path free = folder.resolve(name + (n == 1 ? "" : "-" + n) + END);
            try {
                return Files.createFile(
                        free, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (FileAlreadyExistsException e) {
                if (n == SAME_NAME_MAX) {
                    throw e;
                }
            }
        }
    }

    private void makeFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            SafeFiles.forceNames(data);
        }
    }

    /** Fast rather than small: the queue may be waiting for the room. */
    private static final class Packed extends GZIPOutputStream {

        Packed(OutputStream to) throws IOException {
            super(to, 1 << 16);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /** The lines of a file in the making. */
    private static final class Lines {

        private final Instant before;
        private final StringBuilder line = new StringBuilder(1024);
        private long room;
        private long[] sequences = new long[PAGE_EVENTS];
        private int count;
        private Instant since = Instant.MAX;
        private Instant until = Instant.MIN;

        Lines(Instant before, long bytes) {
            this.before = before;
            this.room = bytes;
        }

        void writeTo(OutputStream to, long after, Source source) throws IOException {
            long at = after;
            for (List<QueuedEvent> page = source.after(at, PAGE_EVENTS);
                    !page.isEmpty();
                    page = source.after(at, PAGE_EVENTS)) {
                for (QueuedEvent event : page) {
                    if (!event.arrived().isBefore(before) || room <= 0 || count == EVENTS_MAX) {
                        return;
                    }
                    write(to, event);
                }
                at = page.get(page.size() - 1).sequence();
            }
        }

        private void write(OutputStream to, QueuedEvent event) throws IOException {
            line.setLength(0);
            EventJson.append(line, event.event(), null, event.sequence());
            to.write(line.append('\n').toString().getBytes(UTF_8));
            if (count == sequences.length) {
                sequences = Arrays.copyOf(sequences, 2 * count);
            }
            sequences[count++] = event.sequence();
            room -= event.bytes();
            since = event.arrived().isBefore(since) ? event.arrived() : since;
            until = event.arrived().isAfter(until) ? event.arrived() : until;
        }
    }

    /**
     * Reads the next events of a range. When each of them arrived is not in the file: the time of the first stands for all.
     *
     * @param events at most so many
     * @param bytes at most so many by their lines; the first one is returned whatever its size
     * @throws IOException when the file is not there, or is not what was written; its message is for people
     */
    List<QueuedEvent> read(ReleasedRow row, int events, long bytes) throws IOException {
        Instant arrived = Micros.instant(row.since());
        var found = new ArrayList<QueuedEvent>();
        try (BufferedReader lines = open(row.file())) {
            for (long skipped = 0; skipped < row.settled(); skipped++) {
                line(lines, row);
            }
            long room = bytes;
            long left = row.events() - row.settled();
            while (found.size() < events && found.size() < left) {
                String line = line(lines, row);
                room -= line.length();
                if (room < 0 && !found.isEmpty()) {
                    break;
                }
                found.add(event(line, arrived, found, row));
            }
        }
        return found;
    }

    /** Why the file cannot be read to its end; null when it can. */
    @Nullable
    String problem(ReleasedRow row) {
        try (BufferedReader lines = open(row.file())) {
            Instant arrived = Micros.instant(row.since());
            List<QueuedEvent> last = List.of();
            for (long read = 0; read < row.events(); read++) {
                last = List.of(event(line(lines, row), arrived, last, row));
            }
            boolean ends = lines.read() < 0 && last.get(0).sequence() == row.last();
            return ends ? null : row.file() + " does not end where it should";
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private static QueuedEvent event(String line, Instant arrived, List<QueuedEvent> before, ReleasedRow row)
            throws IOException {
        try {
            EventJson.Numbered read = EventJson.readNumbered(line);
            long floor = before.isEmpty()
                    ? row.first() - 1
                    : before.get(before.size() - 1).sequence();
            if (read.sequence() > floor && read.sequence() <= row.last()) {
                return new QueuedEvent(read.sequence(), arrived, line.length(), read.event());
            }
            throw new IOException(row.file() + " holds event " + read.sequence() + " where it should not");
        } catch (IllegalArgumentException e) {
            throw new IOException(row.file() + " has a line that is no event: " + e.getMessage(), e);
        }
    }

    private static String line(BufferedReader lines, ReleasedRow row) throws IOException {
        try {
            String line = lines.readLine();
            if (line != null) {
                return line;
            }
        } catch (EOFException e) {
            throw new IOException(row.file() + " is cut", e);
        } catch (IOException e) {
            throw new IOException(row.file() + " is damaged: " + e.getMessage(), e);
        }
        throw new IOException(row.file() + " has fewer events than the " + row.events() + " that were written");
    }

    private BufferedReader open(String file) throws IOException {
        try {
            return new BufferedReader(
                    new InputStreamReader(new GZIPInputStream(Files.newInputStream(folder.resolve(file))), UTF_8));
        } catch (NoSuchFileException e) {
            throw new IOException(folder.resolve(file) + " is not there", e);
        } catch (EOFException e) {
            throw new IOException(file + " is cut", e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    void delete(String file) throws IOException {
        Files.deleteIfExists(folder.resolve(file));
    }

    /** Deletes what was never finished, and tells of all others that lie there. */
    List<Found> tidied() throws IOException {
        var found = new ArrayList<Found>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                Matcher parts = NAME.matcher(name);
                if (name.endsWith(PART)) {
                    Files.delete(file);
                } else if (parts.matches()) {
                    found.add(new Found(
                            name, parts.group(1), Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3))));
                }
            }
        }
        return found;
    }
}

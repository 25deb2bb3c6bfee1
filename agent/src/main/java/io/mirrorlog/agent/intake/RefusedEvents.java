package io.mirrorlog.agent.intake;

import io.mirrorlog.connector.JsonStrings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was refused, with the reason, so that an admin can see what a site has sent in vain.
 *
 * <p>Bounded: two files of at most {@value #FILE_BYTES} bytes, the younger of which is written to; what comes faster
 * than it can be written is only counted. One thread writes, so that no request waits for it.
 */
public final class RefusedEvents implements AutoCloseable {

    static final String FILE = "refused.ndjson";
    static final String OLDER_FILE = "refused.1.ndjson";

    private static final Logger LOG = LoggerFactory.getLogger(RefusedEvents.class);
    private static final long FILE_BYTES = 8 << 20;
    private static final int LONGEST_KEPT = 64 << 10;
    private static final int WAITING = 256;
    private static final int SITES = 10_000;
    private static final String NOBODY = "(unknown)";
    private static final String END = "";

    private final Path folder;
    private final InstantSource clock;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
    private final Thread writer;

    /** @param folder made when the first event is refused */
    public RefusedEvents(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
        this.writer = new Thread(this::write, "refused-events");
        this.writer.setDaemon(true);
        this.writer.start();
    }

    void keep(List<EventReader.Refused> refused) {
        for (EventReader.Refused one : refused) {
            String reason = one.field().isEmpty() ? one.problem() : one.field() + ": " + one.problem();
            keep(one.site(), reason, one.received());
        }
    }

    void keepBody(@Nullable String site, String reason, byte[] body) {
        int length = Math.min(body.length, LONGEST_KEPT);
        keep(site, reason, new String(body, 0, length, StandardCharsets.UTF_8));
    }

    /** How many were refused since the start, by site. */
    public Map<String, Long> counts() {
        Map<String, Long> sorted = new TreeMap<>();
        counts.forEach((site, count) -> sorted.put(site, count.get()));
        return sorted;
    }

    private void keep(@Nullable String site, String reason, String received) {
        boolean tooMany = counts.size() >= SITES && !counts.containsKey(String.valueOf(site));
        String name = site == null || tooMany ? NOBODY : site;
        counts.computeIfAbsent(name, first -> new AtomicLong()).incrementAndGet();
        var line = new StringBuilder(Math.min(received.length(), LONGEST_KEPT) + 128);
        line.append("{\"at\":\"").append(clock.instant()).append("\",\"site\":");
        JsonStrings.appendQuoted(line, name);
        line.append(",\"reason\":");
        JsonStrings.appendQuoted(line, reason);
        line.append(",\"received\":");
        boolean cut = received.length() > LONGEST_KEPT;
        JsonStrings.appendQuoted(line, cut ? received.substring(0, LONGEST_KEPT) : received);
        line.append(cut ? ",\"cut\":true}\n" : "}\n");
        waiting.offer(line.toString());
    }

    private void write() {
        try {
            for (String line = waiting.take(); !line.equals(END); line = waiting.take()) {
                append(line);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void append(String line) {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve(FILE);
            if (Files.exists(file) && Files.size(file) + line.length() > FILE_BYTES) {
                Files.move(file, folder.resolve(OLDER_FILE), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.warn("A refused event could not be kept in {}: {}", folder, e.toString());
        }
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        try {
            waiting.put(END);
            writer.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

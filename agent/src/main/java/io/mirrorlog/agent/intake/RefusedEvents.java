package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.connector.JsonStrings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was refused, with the reason, so that an admin can see what a site has sent in vain.
 *
 * <p>Safe for many threads, none of which waits: one of its own writes. Bounded: two files of at most
 * {@value #FILE_BYTES} bytes, the younger of which is written to, and {@value #WAITING_BYTES} bytes that wait to be
 * written; what comes faster is counted only, and the file says how many are missing.
 */
public final class RefusedEvents implements AutoCloseable {

    static final String FILE = RefusedFiles.FILE;
    static final String OLDER_FILE = RefusedFiles.OLDER_FILE;

    /** What stands for those that nobody can be blamed for; no site can have this name. */
    static final String NOBODY = "(unknown)";

    static final int LONGEST_KEPT = 64 << 10;
    static final long FILE_BYTES = 8 << 20;
    static final int WAITING_BYTES = 4 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(RefusedEvents.class);
    private static final int SITES = 10_000;
    private static final byte[] END = new byte[0];

    private final Path folder;
    private final InstantSource clock;
    private final RefusedFiles files;
    private final LinkedBlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
    private final Thread writer;
    private boolean failing;

    /** @param folder made when the first event is refused */
    public RefusedEvents(Path folder, InstantSource clock) {
        this(folder, clock, FILE_BYTES);
    }

    RefusedEvents(Path folder, InstantSource clock, long fileBytes) {
        this.folder = folder;
        this.clock = clock;
        this.files = new RefusedFiles(folder, fileBytes);
        this.writer = new Thread(this::write, "refused-events");
        this.writer.setDaemon(true);
        this.writer.start();
    }

    void keep(List<EventReader.Refused> refused) {
        for (EventReader.Refused one : refused) {
            String reason = one.field().isEmpty() ? one.problem() : one.field() + ": " + one.problem();
            String received = one.received();
            boolean cut = received.length() > LONGEST_KEPT;
            keep(one.site(), reason, cut ? received.substring(0, LONGEST_KEPT) : received, cut);
        }
    }

    /** Keeps a body that is refused as a whole. */
    void keepBody(@Nullable String site, String reason, byte[] body) {
        int length = Math.min(body.length, LONGEST_KEPT);
        keep(site == null ? NOBODY : site, reason, new String(body, 0, length, UTF_8), length < body.length);
    }

    /** Counts a body that is refused as a whole, without keeping it. */
    void countBody() {
        count(NOBODY);
    }

    /** How many were refused since the start, by site. */
    public Map<String, Long> counts() {
        Map<String, Long> sorted = new TreeMap<>();
        counts.forEach((site, count) -> sorted.put(site, count.get()));
        return sorted;
    }

    RefusedFiles files() {
        return files;
    }

    private void keep(String site, String reason, String received, boolean cut) {
        count(site);
        var line = new StringBuilder(received.length() + 128);
        line.append(RefusedFiles.BEGINNING).append(clock.instant()).append("\",\"site\":");
        JsonStrings.appendQuoted(line, site);
        line.append(",\"reason\":");
        JsonStrings.appendQuoted(line, reason);
        line.append(",\"received\":");
        JsonStrings.appendQuoted(line, received);
        line.append(cut ? ",\"cut\":true}\n" : "}\n");
        byte[] bytes = line.toString().getBytes(UTF_8);
        if (waitingBytes.addAndGet(bytes.length) > WAITING_BYTES) {
            waitingBytes.addAndGet(-bytes.length);
            skipped.incrementAndGet();
        } else {
            waiting.add(bytes);
        }
    }

    private void count(String site) {
        boolean oneTooMany = counts.size() >= SITES && !counts.containsKey(site);
        counts.computeIfAbsent(oneTooMany ? NOBODY : site, first -> new AtomicLong())
                .incrementAndGet();
    }

    private void write() {
        try {
            for (byte[] line = waiting.take(); line != END; line = waiting.take()) {
                waitingBytes.addAndGet(-line.length);
                append(line);
                long missing = skipped.getAndSet(0);
                if (missing > 0) {
                    append(("{\"at\":\"" + clock.instant() + "\",\"skipped\":" + missing + "}\n").getBytes(UTF_8));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void append(byte[] line) {
        try {
            files.append(line);
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn("Refused events cannot be kept in {}: {}; they are counted only", folder, e.toString());
            }
            failing = true;
        }
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        waiting.add(END);
        try {
            writer.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

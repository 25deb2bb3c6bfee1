package io.mirrorlog.agent.poll;

import io.mirrorlog.agent.config.MediaWikiSettings;
import io.mirrorlog.agent.queue.OwnEvents;
import io.mirrorlog.connector.http.Urls;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the logs of several wikis, each on a thread of its own, so that none waits for another. Safe for many threads.
 *
 * <p>Each holds one answer of at most 2 MiB at a time, and the numbers of what it knows.
 */
public final class Pollers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("mirrorlog");

    /** What a round may take to end when the agent stops: its request is broken off, what it has is stored. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** After a fault of Mirrorlog itself. */
    private static final Duration BROKEN = Duration.ofMinutes(1);

    /**
     * What all pollers share.
     *
     * @param folder of their cursors
     * @param version of Mirrorlog
     * @param chance from 0 up to 1
     */
    public record Means(Path folder, EntryTaker taker, String version, InstantSource clock, DoubleSupplier chance) {}

    private final Map<String, Poller> pollers = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Does no I/O. */
    public Pollers(List<MediaWikiSettings> wikis, Means means, OwnEvents own) {
        for (MediaWikiSettings wiki : wikis) {
            if (Urls.isExposed(wiki.api().toString())) {
                LOG.warn("{}: its log is read without encryption (allow_plaintext)", wiki.site());
            }
            pollers.put(wiki.site(), new Poller(wiki, means, new WikiWitness(wiki.site(), own, means.clock())));
        }
    }

    /** Begins to read. To be called once. */
    public void start() {
        pollers.forEach((site, poller) -> {
            var thread = new Thread(() -> read(site, poller), "wiki-" + site);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        });
    }

    /** How each wiki stands, by its site. */
    public Map<String, WikiStanding> standings() {
        Map<String, WikiStanding> standings = new LinkedHashMap<>();
        pollers.forEach((site, poller) -> standings.put(site, poller.standing()));
        return standings;
    }

    private void read(String site, Poller poller) {
        try {
            Duration rest = Duration.ZERO;
            while (!closed.await(rest.toMillis(), TimeUnit.MILLISECONDS)) {
                rest = round(site, poller);
            }
        } catch (InterruptedException e) {
            // The agent stops.
        }
    }

    private static Duration round(String site, Poller poller) throws InterruptedException {
        try {
            return poller.round();
        } catch (RuntimeException e) {
            LOG.error("{}: its log could not be read, by a fault of Mirrorlog itself", site, e);
            return BROKEN;
        }
    }

    /** Ends the requests that run, and returns when all rounds have ended, or when they have been interrupted. */
    @Override
    public void close() {
        closed.countDown();
        pollers.values().forEach(Poller::close);
        long end = System.nanoTime() + GRACE.toNanos();
        for (Thread thread : threads) {
            join(thread, end - System.nanoTime());
        }
    }

    private static void join(Thread thread, long nanos) {
        try {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}

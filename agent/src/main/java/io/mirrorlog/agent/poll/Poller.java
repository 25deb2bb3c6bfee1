package io.mirrorlog.agent.poll;

import io.mirrorlog.agent.config.MediaWikiSettings;
import io.mirrorlog.agent.delivery.RetryPolicy;
import io.mirrorlog.agent.queue.Start;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Carries the log of one wiki into the queue: in the wiki's order, each entry once.
 *
 * <p>The cursor moves only behind what is on disk in the queue. Where the process dies between the two, the same entries
 * are read and offered again, and the queue knows them by their numbers. One thread; {@link #standing} and {@link #close}
 * are for any.
 */
final class Poller implements Closeable {

    /** After so many new entries the log is read from the cursor again, so that late ones are found in a long backlog. */
    private static final int WALK_MAX = 20_000;

    /** MediaWiki writes an entry's tags after it has answered who caused it: by then they are there. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    /** A wiki that refuses the agent is not asked more often: a login that fails too often may be locked. */
    private static final Duration REFUSED_WAIT = Duration.ofMinutes(1);

    private final MediaWikiSettings settings;
    private final Pollers.Means means;
    private final WikiWitness witness;
    private final WikiApi api;
    private final PageReader pages;
    private final CursorFile file;
    private final RetryPolicy retries;
    private @Nullable Cursor cursor;
    private volatile WikiStanding standing;

    Poller(MediaWikiSettings settings, Pollers.Means means, WikiWitness witness) {
        this.settings = settings;
        this.means = means;
        this.witness = witness;
        this.api = new WikiApi(settings, means.version(), means.clock());
        this.pages = new PageReader(api);
        this.file = new CursorFile(means.folder(), settings.site());
        this.retries = new RetryPolicy(settings.every(), longer(settings.every(), LONGEST_WAIT));
        this.standing = WikiStanding.beginning(means.clock().instant());
    }

    WikiStanding standing() {
        return standing;
    }

    /**
     * Takes what is new in the log.
     *
     * @return how long to leave the wiki alone
     * @throws InterruptedException when this thread is interrupted, or the poller closed
     */
    Duration round() throws InterruptedException {
        try {
            boolean toTheEnd = walk();
            Duration rest = toTheEnd ? settings.every() : Duration.ZERO;
            WikiStanding before = standing;
            Instant now = means.clock().instant();
            standing = before.succeeded(toTheEnd, now, now.plus(rest));
            witness.recovered(before);
            return rest;
        } catch (WikiTrouble e) {
            return troubled(e);
        } finally {
            witness.roundEnded();
        }
    }

    private Duration troubled(WikiTrouble trouble) {
        boolean lasting = trouble.kind().isLasting();
        Duration rest = rest(trouble.wish(), lasting);
        Instant now = means.clock().instant();
        standing = standing.troubled(
                lasting ? WikiStanding.State.FAILED : WikiStanding.State.RETRYING,
                trouble.reason(),
                now,
                now.plus(rest));
        witness.troubled(standing);
        return rest;
    }

    /** Never sooner than in good days, nor sooner than the wiki wishes. */
    private Duration rest(@Nullable Duration wish, boolean lasting) {
        Duration backoff =
                retries.waitAfter(standing.failures() + 1, means.chance().getAsDouble());
        Duration rest = settings.every().plus(backoff);
        rest = wish == null ? rest : longer(rest, retries.waitAsAsked(wish));
        return lasting ? longer(rest, REFUSED_WAIT) : rest;
    }

    /** Reads from the cursor on; false when the log did not end. */
    private boolean walk() throws WikiTrouble, InterruptedException {
        Instant from = cursor().since();
        Instant last = from;
        Map<String, String> more = Map.of();
        Instant settled = null;
        int taken = 0;
        do {
            WikiPage page = pages.page(from, more, cursor()::isNew);
            witness.warned(api.warning());
            last = inOrder(page, last);
            // One time for all pages: else what was too young on one would be taken behind what settles before the
            // next.
            settled = settled == null ? page.wikiTime().minus(SETTLED) : settled;
            taken += take(page, settled);
            more = page.more();
        } while (!more.isEmpty() && taken < WALK_MAX);
        return more.isEmpty();
    }

    /** Behind an entry that comes too early others could be missing. */
    private static Instant inOrder(WikiPage page, Instant last) throws WikiTrouble {
        Instant before = last;
        for (WikiEntry entry : page.entries()) {
            if (entry.timestamp().isBefore(before)) {
                throw WikiTrouble.lasting("its entries are not in the order of their times, as was asked for");
            }
            before = entry.timestamp();
        }
        return before;
    }

    private int take(WikiPage page, Instant youngest) throws WikiTrouble, InterruptedException {
        Cursor present = cursor();
        List<WikiEntry> settled = page.settled(youngest); // the others are new to the next round
        List<WikiEntry> fresh = settled.stream().filter(present::isNew).toList();
        if (!fresh.isEmpty()) {
            stored(fresh, page.extent());
        }
        Cursor next = present.with(settled, page.wikiTime(), settings.overlap());
        if (!next.equals(present)) {
            keep(next);
        }
        if (next.isNarrowerThan(settings.overlap())) {
            witness.narrowed(Duration.between(next.since(), next.newest()));
        }
        boolean whole = page.extent() == Extent.WHOLE;
        if (!whole) {
            fresh.forEach(entry -> witness.incomplete(entry, page));
        }
        standing = standing.progressed(next.hasBegun() ? next.newest() : null, fresh.size(), whole ? 0 : fresh.size());
        return fresh.size();
    }

    private void stored(List<WikiEntry> entries, Extent extent) throws WikiTrouble, InterruptedException {
        List<String> json = entries.stream().map(WikiEntry::json).toList();
        try {
            means.taker().take(settings.site(), json, extent.marks()).get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw WikiTrouble.passing("what it told could not be stored: " + cause.getMessage());
        }
    }

    private Cursor cursor() throws WikiTrouble {
        Cursor present = cursor;
        if (present != null) {
            return present;
        }
        try {
            Cursor stored = file.load();
            if (stored == null) {
                return keep(Cursor.beginning(start()));
            }
            cursor = stored;
            return stored;
        } catch (IOException e) {
            throw WikiTrouble.lasting(String.valueOf(e.getMessage()));
        }
    }

    /** What is not on disk is not known. */
    private Cursor keep(Cursor next) throws WikiTrouble {
        try {
            file.store(next);
        } catch (IOException e) {
            throw WikiTrouble.passing("how far it was read cannot be stored: " + e.getMessage());
        }
        cursor = next;
        return next;
    }

    private Instant start() {
        Start start = settings.start();
        if (start instanceof Start.At at) {
            return at.time().truncatedTo(ChronoUnit.SECONDS);
        }
        return start instanceof Start.Earliest
                ? Cursor.EARLIEST
                : means.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Ends a request that runs. */
    @Override
    public void close() {
        api.close();
    }
}

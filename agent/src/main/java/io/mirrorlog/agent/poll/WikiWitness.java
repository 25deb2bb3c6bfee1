package io.mirrorlog.agent.poll;

import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.queue.OwnEvent.Kind;
import io.mirrorlog.agent.queue.OwnEvents;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how the reading of one wiki goes: in the log when trouble begins and when it ends, as own events when it lasts. One
 * thread.
 */
final class WikiWitness {

    private static final Logger LOG = LoggerFactory.getLogger("mirrorlog");

    /** A wiki that is away for less is told to nobody but the log. */
    static final Duration LASTING = Duration.ofMinutes(5);

    private final String site;
    private final OwnEvents own;
    private final InstantSource clock;
    private WikiStanding.@Nullable State logged;
    private boolean told;
    private String warning = "";
    private boolean narrowed;
    private @Nullable Incomplete incomplete;

    /** How many there were in this round, and the last of them. */
    private record Incomplete(int entries, WikiEntry last, WikiPage page) {}

    WikiWitness(String site, OwnEvents own, InstantSource clock) {
        this.site = site;
        this.own = own;
        this.clock = clock;
    }

    /** It could not be read. */
    void troubled(WikiStanding standing) {
        if (logged == null || standing.state().compareTo(logged) > 0) {
            if (standing.state() == WikiStanding.State.FAILED) {
                LOG.error("{}: its log cannot be read until that is mended: {}", site, standing.lastError());
            } else {
                LOG.warn("{}: its log cannot be read for now: {}", site, standing.lastError());
            }
            logged = standing.state();
        }
        if (!told && !clock.instant().isBefore(standing.since().plus(LASTING))) {
            told = true;
            own.tell(OwnEvent.of(Kind.WIKI_UNREACHABLE, site + ": its log cannot be read: " + standing.lastError())
                    .with("wiki", site)
                    .with("state", standing.state().word())
                    .with("since", standing.since())
                    .with("failures", standing.failures())
                    .with("reason", standing.lastError())
                    .with("read_until", standing.position()));
        }
    }

    /** It was read; without trouble before, nothing is told. */
    void recovered(WikiStanding before) {
        if (logged == null) {
            return;
        }
        Instant now = clock.instant();
        long seconds = Math.max(0, Duration.between(before.since(), now).toSeconds());
        LOG.info("{}: its log is read again after {} s; it goes on where it was", site, seconds);
        if (told) {
            own.tell(OwnEvent.of(Kind.WIKI_REACHABLE, site + ": its log is read again after " + seconds + " s")
                    .with("wiki", site)
                    .with("since", before.since())
                    .with("until", now));
        }
        logged = null;
        told = false;
    }

    /** An entry was taken without all that it has. */
    void incomplete(WikiEntry entry, WikiPage page) {
        incomplete = new Incomplete(incomplete == null ? 1 : incomplete.entries() + 1, entry, page);
    }

    /** Tells of all such entries of the round at once: a log may hold thousands. */
    void roundEnded() {
        if (incomplete == null) {
            return;
        }
        int entries = incomplete.entries();
        WikiEntry last = incomplete.last();
        String missing = incomplete.page().extent().missing();
        String reason = incomplete.page().reason();
        String many = entries == 1 ? "" : entries + " entries of its log are mirrored in part; the last: ";
        String said = site + ": " + many + "entry " + last.logid() + " of " + last.timestamp() + " is mirrored without "
                + missing + ", as the wiki does not tell it whole: " + reason;
        LOG.warn("{}", said);
        own.tell(OwnEvent.of(Kind.WIKI_ENTRIES_INCOMPLETE, said)
                .with("wiki", site)
                .with("entries", entries)
                .with("last", last.logid())
                .with("last_time", last.timestamp())
                .with("missing", missing)
                .with("reason", reason));
        incomplete = null;
    }

    /** The wiki answered, but had something against the request; told once. */
    void warned(String text) {
        if (!text.isEmpty() && !text.equals(warning)) {
            LOG.warn("{}: the wiki says to a request that it answered: {}", site, text);
            warning = text;
        }
    }

    /** Late entries are found only for that long; told once. */
    void narrowed(Duration kept) {
        if (!narrowed) {
            LOG.warn(
                    "{}: so much happens there that entries which appear later than {} s are not found (overlap)",
                    site,
                    kept.toSeconds());
            narrowed = true;
        }
    }
}

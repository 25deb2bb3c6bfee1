package io.mirrorlog.agent.poll;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads a wiki's log page by page, around what the wiki does not tell whole, so that one entry holds up no other. One thread.
 *
 * <p>A wiki leaves out an entry that alone is longer than it lets an answer be, and says again and again that it follows; and
 * every answer that should hold one that its code cannot format is an error. Of such an entry less is asked for, until the
 * wiki gives it.
 */
final class PageReader {

    /** Entries in one request: what a wiki gives to everybody. */
    static final int LIMIT = 500;

    private final WikiApi api;
    private int limit = LIMIT;
    private List<Long> suspects = List.of();
    private boolean convinced;

    PageReader(WikiApi api) {
        this.api = api;
    }

    /**
     * As many entries as an answer can hold; after a few tries that is found, and then again more and more.
     *
     * @param from entries of this second are the first
     * @param more of the page before; empty for the first of a round
     * @param wanted whether an entry is to be taken; of the others the page may lack more than it says
     */
    WikiPage page(Instant from, Map<String, String> more, Predicate<WikiEntry> wanted)
            throws WikiTrouble, InterruptedException {
        convinced = convinced && !more.isEmpty();
        while (true) {
            try {
                WikiPage page = api.page(from, more, limit, Extent.WHOLE);
                widen();
                return page;
            } catch (WikiTrouble e) {
                WikiPage known = known(from, more, wanted, e);
                if (known != null) {
                    widen();
                    return known;
                }
                if (limit == 1 || e.kind() == WikiTrouble.Kind.WITHHELD) {
                    return insisted(less(from, more, 1, Extent.LESS, e), e);
                }
                limit = Math.max(1, limit / 4);
            }
        }
    }

    private void widen() {
        limit = Math.min(LIMIT, limit + 1 + limit / 2);
    }

    /** What stands before the first entry that is wanted; null when it is the first. What is at fault may lie there. */
    private @Nullable WikiPage known(
            Instant from, Map<String, String> more, Predicate<WikiEntry> wanted, WikiTrouble whole)
            throws WikiTrouble, InterruptedException {
        int most = limit;
        while (true) {
            WikiPage bare = less(from, more, most, List.of(Extent.BARE), whole);
            List<WikiEntry> entries = bare.entries();
            int known = 0;
            while (known < entries.size() && !wanted.test(entries.get(known))) {
                known++;
            }
            if (known == entries.size()) {
                return bare;
            }
            if (known == 0) {
                return null;
            }
            most = known;
        }
    }

    /**
     * The page in the first extent in which the wiki gives it.
     *
     * @param whole what came of asking for all
     */
    private WikiPage less(Instant from, Map<String, String> more, int most, List<Extent> extents, WikiTrouble whole)
            throws WikiTrouble, InterruptedException {
        if (!whole.kind().mayLieInAnEntry()) {
            throw whole;
        }
        for (Extent extent : extents) {
            try {
                return api.page(from, more, most, extent).because(whole.reason());
            } catch (WikiTrouble e) {
                if (!e.kind().mayLieInAnEntry()) {
                    throw e;
                }
            }
        }
        throw whole;
    }

    /**
     * A wiki may fail for a moment, and over nothing. When it fails over the same entry in the next round, too, it is believed
     * for the rest of that round: of such entries there may be thousands.
     */
    private WikiPage insisted(WikiPage page, WikiTrouble whole) throws WikiTrouble {
        List<Long> before = suspects;
        suspects = page.entries().stream().map(WikiEntry::logid).toList();
        convinced |= suspects.equals(before);
        if (whole.kind() == WikiTrouble.Kind.FAILING && !convinced) {
            throw whole;
        }
        return page;
    }
}

package io.mirrorlog.agent.poll;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A part of a wiki's log.
 *
 * @param extent how much of each entry was asked for
 * @param reason why not all of it was; empty when it was, or when nobody asked
 * @param entries the oldest first
 * @param more what has to be added to the request for what follows; empty at the end of the log
 * @param wikiTime what the wiki's clock showed
 */
record WikiPage(List<WikiEntry> entries, Map<String, String> more, Instant wikiTime, Extent extent, String reason) {

    WikiPage {
        entries = List.copyOf(entries);
        more = Map.copyOf(more);
    }

    /** The same, with the reason why not all of the entries was asked for. */
    WikiPage because(String why) {
        return new WikiPage(entries, more, wikiTime, extent, why);
    }

    /**
     * Those that are not younger. One that lies ahead of the wiki's clock counts as old, as nobody can tell how old it is.
     */
    List<WikiEntry> settled(Instant youngest) {
        return entries.stream()
                .filter(entry -> !entry.timestamp().isAfter(youngest)
                        || entry.timestamp().isAfter(wikiTime))
                .toList();
    }
}

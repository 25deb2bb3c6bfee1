package io.mirrorlog.agent.poll;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A part of a wiki's log.
 *
 * @param entries the oldest first
 * @param more what has to be added to the request for what follows; empty at the end of the log
 * @param wikiTime what the wiki's clock showed
 */
record WikiPage(List<WikiEntry> entries, Map<String, String> more, Instant wikiTime) {

    WikiPage {
        entries = List.copyOf(entries);
        more = Map.copyOf(more);
    }

    /**
     * Those that are at least so old by the wiki's clock. One that lies ahead of it counts as old, as nobody can tell how old it is.
     */
    List<WikiEntry> settled(Duration age) {
        Instant youngest = wikiTime.minus(age);
        return entries.stream()
                .filter(entry -> !entry.timestamp().isAfter(youngest)
                        || entry.timestamp().isAfter(wikiTime))
                .toList();
    }
}

package io.mirrorlog.agent.poll;

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
}

package io.mirrorlog.agent.redact;

import io.mirrorlog.connector.Event;
import java.util.List;

/**
 * An event as a destination may see it.
 *
 * @param found which of the rules found something to hide, in the order in which they were followed
 * @param inMessage whether the message had some of it as well
 * @param remains the places, by their paths, that show what was hidden at another one
 * @param failed whether nothing is shown because the event could not be redacted
 */
public record Redacted(Event event, List<Hidden> found, boolean inMessage, List<String> remains, boolean failed) {

    /**
     * Something was hidden.
     *
     * @param option what was done: {@code remove}, {@code mask}, {@code truncate_ip}, {@code hash}
     * @param path where, as the user wrote it
     */
    public record Hidden(String option, String path) {}

    public Redacted {
        found = List.copyOf(found);
        remains = List.copyOf(remains);
    }
}

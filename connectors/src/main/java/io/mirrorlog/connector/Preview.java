package io.mirrorlog.connector;

import java.util.Map;
import java.util.Optional;

/** Options of a connector that keeps entries in columns rather than as their text. */
public interface Preview {

    /**
     * What each column of an entry's row would hold; empty where it would hold nothing. Does no I/O.
     *
     * @param entry without its sequence (0), as it is not in the queue
     * @param surroundings of a connector with these options
     * @return by the names of the columns, in their order
     */
    Map<String, Optional<String>> columns(Entry entry, Surroundings surroundings);
}

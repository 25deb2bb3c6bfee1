package io.mirrorlog.agent.stream;

import io.mirrorlog.agent.stream.Judged.Counts;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts by stream what schemas have said since the start. Anybody may name a stream, so that only the first {@value
 * #STREAMS_MAX} are counted by their names. Safe for many threads.
 */
public final class ValidationCounts {

    static final int STREAMS_MAX = 200;

    /** Counts for all streams beyond; no stream has that name. */
    public static final String OTHERS = "";

    private final Map<String, Counts> counts = new LinkedHashMap<>();

    public synchronized void add(Judged judged) {
        judged.counts().forEach((stream, more) -> {
            boolean known = counts.containsKey(stream) || counts.size() < STREAMS_MAX;
            counts.computeIfAbsent(known ? stream : OTHERS, name -> new Counts())
                    .add(more);
        });
    }

    /** A copy, by the name of the stream. */
    public synchronized Map<String, Counts> byStream() {
        Map<String, Counts> copy = new LinkedHashMap<>();
        counts.forEach((stream, present) -> {
            var same = new Counts();
            same.add(present);
            copy.put(stream, same);
        });
        return copy;
    }
}

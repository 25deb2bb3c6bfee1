package io.mirrorlog.agent.config;

import io.mirrorlog.agent.stream.StreamOptions;
import io.mirrorlog.agent.stream.Streams;
import io.mirrorlog.agent.stream.Validation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How events with a schema become lines.
 *
 * @param configured in the file itself, by names of streams, expressions and titles of schemas
 * @param imported from the wiki's own configuration; what the file says comes before it
 */
public record StreamSettings(
        Map<String, StreamOptions> configured, Map<String, StreamOptions> imported, Unknown unknown) {

    /** What becomes of events of streams that nobody has configured. */
    public enum Unknown {
        ACCEPT,
        REFUSE
    }

    public StreamSettings {
        configured = Collections.unmodifiableMap(new LinkedHashMap<>(configured));
        imported = Collections.unmodifiableMap(new LinkedHashMap<>(imported));
    }

    /**
     * Ready to be asked about events, with what the agent brings along for well-known schemas.
     *
     * @param validation of streams that say nothing else
     */
    public Streams compiled(Validation validation) {
        return new Streams(configured, imported, ReadyMadeStreams.all(), unknown == Unknown.REFUSE, validation);
    }

    /** Ready to judge events alone: each is kept and looked at, whatever its stream says of samples and validation. */
    public Streams judging() {
        return new Streams(judging(configured), judging(imported), Map.of(), unknown == Unknown.REFUSE, Validation.TAG);
    }

    private static Map<String, StreamOptions> judging(Map<String, StreamOptions> streams) {
        Map<String, StreamOptions> judging = new LinkedHashMap<>();
        streams.forEach((name, options) -> judging.put(name, StreamOptions.of(options.schemaTitle(), null)));
        return judging;
    }
}

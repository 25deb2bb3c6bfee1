package io.mirrorlog.agent.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows what holds for each stream. Safe for many threads.
 *
 * <p>What is said about an event is put together once for each combination of entries that concern one, of which there are
 * no more than there are entries, not for each stream that somebody makes up.
 */
public final class Streams {

    /** Nothing is configured: every stream is welcome. */
    public static final Streams NONE = new Streams(Map.of(), Map.of(), Map.of(), false, Validation.TAG);

    private final Layers configured;
    private final Layers imported;
    private final Layers readyMade;
    private final boolean onlyKnown;
    private final Validation validation;
    private final Map<List<Layer>, Stream> together = new ConcurrentHashMap<>();

    /**
     * What is absent from an entry of one source is looked for in the next.
     *
     * @param configured by the admin: by names of streams, {@code /expressions/} and titles of schemas
     * @param imported from the wiki
     * @param readyMade brought along by the agent
     * @param onlyKnown whether streams are refused that nobody has configured or imported
     * @param validation of streams that say nothing else
     */
    public Streams(
            Map<String, StreamOptions> configured,
            Map<String, StreamOptions> imported,
            Map<String, StreamOptions> readyMade,
            boolean onlyKnown,
            Validation validation) {
        this.configured = new Layers(configured);
        this.imported = new Layers(imported);
        this.readyMade = new Layers(readyMade);
        this.onlyKnown = onlyKnown;
        this.validation = validation;
    }

    /** Why this cannot name a stream, an expression or a schema; null when it can. */
    public static @Nullable String faultOf(String key) {
        try {
            var unused = StreamKey.of(key);
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    /**
     * What holds for an event; null when its stream is not welcome.
     *
     * @param name of its stream
     * @param schema its {@code $schema}
     */
    public @Nullable Stream of(String name, String schema) {
        String title = title(schema);
        List<Layer> layers = new ArrayList<>(4);
        configured.addTo(layers, name, title);
        imported.addTo(layers, name, title);
        if (onlyKnown && layers.isEmpty()) {
            return null;
        }
        readyMade.addTo(layers, name, title);
        Stream known = together.get(layers); // mostly there, and then nobody waits for anybody
        return known != null ? known : together.computeIfAbsent(layers, all -> new Stream(all, validation));
    }

    /** What became of events, by what the admin has written for their streams; only those with a sample. */
    public Map<String, Sampled> sampled() {
        Map<String, Sampled> counts = new TreeMap<>();
        configured.addSampledTo(counts);
        imported.addSampledTo(counts);
        return counts;
    }

    /** A schema without its version: {@code /analytics/legacy/homepagevisit/1.2.1} is one of that of the last but one. */
    static String title(String schema) {
        int from = schema.startsWith("/") ? 1 : 0;
        int to = schema.lastIndexOf('/');
        return to <= from ? schema.substring(from) : schema.substring(from, to);
    }
}

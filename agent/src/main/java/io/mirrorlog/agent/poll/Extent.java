package io.mirrorlog.agent.poll;

import io.mirrorlog.connector.Event;
import java.util.List;

/** How much of each entry is asked for: all of it, or less where a wiki does not tell one whole. */
enum Extent {
    WHOLE("ids|title|type|user|userid|timestamp|comment|details|tags"),
    /** What each kind of entry has of its own: without bounds, and made by code that may fail over odd values. */
    WITHOUT_PARAMS("ids|title|type|user|userid|timestamp|comment|tags", "params"),
    WITHOUT_COMMENT("ids|title|type|user|userid|timestamp|details|tags", "comment"),
    /** What has at most some hundred bytes in every wiki. */
    BARE("ids|title|type|user|userid|timestamp", "params", "comment", "tags");

    /** From the most to the least. */
    static final List<Extent> LESS = List.of(WITHOUT_PARAMS, WITHOUT_COMMENT, BARE);

    private final String properties;
    private final String missing;
    private final String marks;

    Extent(String properties, String... missing) {
        this.properties = properties;
        this.missing = String.join(", ", missing);
        this.marks = missing.length == 0 ? Event.NONE : "{\"incomplete\":[\"" + String.join("\",\"", missing) + "\"]}";
    }

    /** As {@code leprop}. */
    String properties() {
        return properties;
    }

    /** The keys that an entry lacks, for people. */
    String missing() {
        return missing;
    }

    /** What an entry is marked with in the mirror: a compact JSON object. */
    String marks() {
        return marks;
    }
}

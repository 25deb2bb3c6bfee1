package io.mirrorlog.connector.jdbc;

import java.util.Map;

/**
 * What a column holds: a part of the event, its text, or a constant.
 *
 * @param source which part
 * @param name of the metadata, or the constant's text; empty with another source
 */
public record Field(Source source, String name) {

    /** How values are stored, where the agent makes the column. */
    enum Type {
        KEY,
        TIME,
        WHOLE,
        DECIMAL,
        WORD,
        TEXT,
        JSON
    }

    /** Where values come from. */
    enum Source {
        KEY(Type.KEY),
        TIMESTAMP(Type.TIME),
        EPOCH(Type.DECIMAL),
        SITE(Type.WORD),
        IDENTIFIER(Type.WORD),
        ID(Type.TEXT),
        SEVERITY(Type.WORD),
        SEVERITY_NUMBER(Type.WHOLE),
        TYPE(Type.TEXT),
        ACTION(Type.TEXT),
        USER(Type.TEXT),
        MESSAGE(Type.TEXT),
        METADATA(Type.JSON),
        EVENT(Type.JSON),
        LINE(Type.TEXT),
        SEQUENCE(Type.WHOLE),
        METADATA_VALUE(Type.TEXT),
        CONSTANT(Type.TEXT);

        private final Type type;

        Source(Type type) {
            this.type = type;
        }
    }

    private static final String METADATA = "metadata.";

    private static final Map<String, Source> WORDS = Map.ofEntries(
            Map.entry("key", Source.KEY),
            Map.entry("timestamp", Source.TIMESTAMP),
            Map.entry("epoch", Source.EPOCH),
            Map.entry("site", Source.SITE),
            Map.entry("identifier", Source.IDENTIFIER),
            Map.entry("id", Source.ID),
            Map.entry("severity", Source.SEVERITY),
            Map.entry("severity_number", Source.SEVERITY_NUMBER),
            Map.entry("type", Source.TYPE),
            Map.entry("action", Source.ACTION),
            Map.entry("user", Source.USER),
            Map.entry("message", Source.MESSAGE),
            Map.entry("metadata", Source.METADATA),
            Map.entry("event", Source.EVENT),
            Map.entry("line", Source.LINE),
            Map.entry("sequence", Source.SEQUENCE));

    /** A part of each event. */
    static Field of(Source source) {
        return new Field(source, "");
    }

    /** @throws IllegalArgumentException saying what is allowed, without showing the text: it may come from a variable */
    public static Field parse(String text) {
        Source source = WORDS.get(text);
        if (source != null) {
            return of(source);
        }
        if (text.startsWith("=")) {
            return new Field(Source.CONSTANT, text.substring(1));
        }
        if (text.startsWith(METADATA) && text.length() > METADATA.length()) {
            return new Field(Source.METADATA_VALUE, text.substring(METADATA.length()));
        }
        throw new IllegalArgumentException("is no field; write "
                + String.join(", ", WORDS.keySet().stream().sorted().toList())
                + ", metadata.NAME, or =TEXT for a text that is always the same");
    }

    Type type() {
        return source.type;
    }
}

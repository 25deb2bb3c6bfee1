package io.mirrorlog.agent.format;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** The one JSON tokenizer of this package; safe for many threads. */
final class Json {

    /** Deeper than anything the intake lets in, with room for what a line wraps around it. */
    static final int MAX_DEPTH = 256;

    /** What is read here has been measured at the intake or is one line, so only depth has a limit of its own. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private Json() {}

    static JsonParser parser(String json) {
        return FACTORY.createParser(ObjectReadContext.empty(), json);
    }

    /** True when the text is one JSON object and nothing else. */
    static boolean isObject(String json) {
        try {
            return isOneObject(json);
        } catch (JacksonException e) {
            return false;
        }
    }

    /**
     * The object that a part of a line holds, in the form in which events are kept.
     *
     * @throws UnreadableLineException when it is not one JSON object and nothing else
     */
    static String object(String line, int from, int to) throws UnreadableLineException {
        String json = line.substring(from, to);
        try {
            if (isOneObject(json)) {
                return CompactJson.of(json, MAX_DEPTH);
            }
        } catch (JacksonException e) {
            long offset =
                    e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getCharOffset());
            throw new UnreadableLineException("broken JSON", from + 1 + (int) offset);
        }
        throw new UnreadableLineException("not one JSON object up to the end", from + 1);
    }

    private static boolean isOneObject(String json) {
        try (JsonParser parser = parser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        }
    }
}

package io.mirrorlog.agent.schema;

import java.util.Iterator;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the text of a schema: JSON or YAML. At most {@value #DEPTH_MAX} levels and
 * {@value #VALUES_MAX} values, aliases counted as what they stand for; no key twice.
 */
final class SchemaText {

    static final int DEPTH_MAX = 100;
    static final int VALUES_MAX = 50_000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxTokenCount(3L * VALUES_MAX)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SchemaText() {}

    /** @throws NoSchemaException when it is neither, or too much */
    static JsonNode read(String text) throws NoSchemaException {
        String bare = text.startsWith("\ufeff") ? text.substring(1) : text;
        return bare.stripLeading().startsWith("{") ? json(bare) : new SchemaYaml(bare).read();
    }

    private static JsonNode json(String text) throws NoSchemaException {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            return yaml(text, "is no JSON: " + e.getOriginalMessage());
        }
    }

    /** YAML may begin with a brace, too. */
    private static JsonNode yaml(String text, String otherwise) throws NoSchemaException {
        try {
            return new SchemaYaml(text).read();
        } catch (NoSchemaException e) {
            throw new NoSchemaException(otherwise);
        }
    }

    /** The longest object or array within it. */
    static int widest(JsonNode node) {
        int widest = node.size();
        for (Iterator<JsonNode> children = node.values().iterator(); children.hasNext(); ) {
            widest = Math.max(widest, widest(children.next()));
        }
        return widest;
    }
}

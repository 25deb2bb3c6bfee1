package io.mirrorlog.agent.schema;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NumericNode;

/** Reads an event for the validator: with a fraction or an exponent, a number is a double, as it is in EventGate. */
final class EventTree {

    /** So many keys and values: with more, comparing them with each other takes too long. */
    static final int TOKENS_MAX = 20_000;

    static final int LENGTH_MAX = 256 << 10;

    static final String TOO_LARGE = "not validated: it is no JSON, or has more than " + LENGTH_MAX
            + " characters, or more than " + TOKENS_MAX + " keys and values";

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(TOKENS_MAX)
                            .maxNestingDepth(100)
                            .maxNameLength(LENGTH_MAX)
                            .build())
                    .build())
            .nodeFactory(new Numbers())
            .build();

    private EventTree() {}

    /** Null when it is too large for that, or no JSON. */
    static @Nullable JsonNode read(String event) {
        if (event.length() > LENGTH_MAX) {
            return null;
        }
        try {
            return MAPPER.readTree(event);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Doubles beyond all longs are whole, and the validator asks for no more of them. */
    private static final class Numbers extends JsonNodeFactory {

        private static final long serialVersionUID = 1L;

        private static final double LONGS_END = 0x1p63;

        @Override
        public NumericNode numberNode(double number) {
            if (Math.abs(number) < LONGS_END) {
                return super.numberNode(number);
            }
            double finite = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, number));
            return (NumericNode) super.numberNode(new BigDecimal(finite).toBigInteger());
        }
    }
}

package io.mirrorlog.agent.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Small JSON answers of the agent as maps and lists; numbers stay text, as they came. */
final class Json {

    private static final JsonFactory JSON = new JsonFactory();

    private Json() {}

    /** Null when it is no JSON object. */
    static @Nullable Map<String, @Nullable Object> object(String json) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? readObject(parser) : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** True when the text is one JSON value and nothing else. */
    static boolean isValue(String text) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }

    /** The whole number of that name; 0 when there is none. */
    static long number(Map<String, @Nullable Object> object, String name) {
        try {
            return Long.parseLong(String.valueOf(object.get(name)));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** The text of that name; null when there is none. */
    static @Nullable String text(Map<String, @Nullable Object> object, String name) {
        Object value = object.get(name);
        return value == null ? null : value.toString();
    }

    /** The object of that name; an empty one when there is none. */
    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> member(Map<String, @Nullable Object> object, String name) {
        return object.get(name) instanceof Map<?, ?> member ? (Map<String, @Nullable Object>) member : Map.of();
    }

    private static Map<String, @Nullable Object> readObject(JsonParser parser) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            object.put(name, readValue(parser));
        }
        return object;
    }

    private static @Nullable Object readValue(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return readObject(parser);
        }
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(readValue(parser));
            }
            return list;
        }
        return token == JsonToken.VALUE_NULL ? null : parser.getString();
    }
}

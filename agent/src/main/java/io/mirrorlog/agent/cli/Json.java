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

    /** @throws ExitException when it is no JSON object: then it is no agent that answered */
    static Map<String, @Nullable Object> object(String json) throws ExitException {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                return readObject(parser);
            }
        } catch (JacksonException e) {
            // said below
        }
        throw new ExitException(Exit.UNAVAILABLE, "What answers there is no Mirrorlog agent.");
    }

    /** The text of one member, or the whole answer when it has none. */
    static String text(String json, String member) {
        try {
            Object value = object(json).get(member);
            return value == null ? json : value.toString();
        } catch (ExitException e) {
            return json;
        }
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

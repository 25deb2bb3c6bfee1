package io.mirrorlog.agent.format;

import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Metadata as templates walk through it: maps, lists, strings and booleans; numbers are strings, as they came. Printed,
 * an object or a list is its JSON text.
 */
final class MetadataTree {

    private final String json;
    private final JsonParser parser;

    private MetadataTree(String json, JsonParser parser) {
        this.json = json;
        this.parser = parser;
    }

    /** @param json one JSON object */
    static Map<String, @Nullable Object> of(String json) {
        try (JsonParser parser = Json.parser(json)) {
            parser.nextToken();
            return new MetadataTree(json, parser).fields();
        }
    }

    private @Nullable Object value(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> fields();
            case START_ARRAY -> items();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> parser.getString();
        };
    }

    private Fields fields() {
        int start = start();
        var values = new LinkedHashMap<String, @Nullable Object>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            values.put(name, value(parser.nextToken()));
        }
        return new Fields(values, json.substring(start, end()));
    }

    private Items items() {
        int start = start();
        var values = new ArrayList<@Nullable Object>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            values.add(value(token));
        }
        return new Items(values, json.substring(start, end()));
    }

    private int start() {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    private int end() {
        return (int) parser.currentLocation().getCharOffset();
    }

    private static final class Fields extends AbstractMap<String, @Nullable Object> {

        private final Map<String, @Nullable Object> values;
        private final String text;

        Fields(Map<String, @Nullable Object> values, String text) {
            this.values = values;
            this.text = text;
        }

        @Override
        public boolean containsKey(Object key) {
            return values.containsKey(key);
        }

        @Override
        public @Nullable Object get(Object key) {
            return values.get(key);
        }

        @Override
        public Set<Map.Entry<String, @Nullable Object>> entrySet() {
            return values.entrySet();
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class Items extends AbstractList<@Nullable Object> {

        private final List<@Nullable Object> values;
        private final String text;

        Items(List<@Nullable Object> values, String text) {
            this.values = values;
            this.text = text;
        }

        @Override
        public @Nullable Object get(int index) {
            return values.get(index);
        }

        @Override
        public int size() {
            return values.size();
        }

        @Override
        public String toString() {
            return text;
        }
    }
}

package io.mirrorlog.agent.format;

import io.mirrorlog.agent.json.Members;
import io.mirrorlog.connector.JsonStrings;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Metadata as templates walk through it: maps, lists, strings and booleans; numbers are strings, as they came. Printed,
 * an object or a list is its JSON text. What nobody looks into is never taken apart. One thread.
 */
final class MetadataTree {

    private MetadataTree() {}

    /** @param json one compact object */
    static Map<String, @Nullable Object> of(String json) {
        return new Fields(json);
    }

    private static @Nullable Object value(String json) {
        return switch (json.charAt(0)) {
            case '{' -> new Fields(json);
            case '[' -> new Items(json);
            case '"' -> JsonStrings.unquote(json);
            case 't' -> true;
            case 'f' -> false;
            case 'n' -> null;
            default -> json;
        };
    }

    private static final class Fields extends AbstractMap<String, @Nullable Object> {

        private final String json;
        private @Nullable Map<String, @Nullable Object> members;

        Fields(String json) {
            this.json = json;
        }

        private Map<String, @Nullable Object> members() {
            Map<String, @Nullable Object> present = members;
            if (present == null) {
                present = new LinkedHashMap<>();
                for (var walk = new Members(json); walk.next(); ) {
                    present.put(walk.name(), value(walk.value()));
                }
                members = present;
            }
            return present;
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return members().containsKey(key);
        }

        @Override
        public @Nullable Object get(@Nullable Object key) {
            return members().get(key);
        }

        @Override
        public Set<Map.Entry<String, @Nullable Object>> entrySet() {
            return members().entrySet();
        }

        @Override
        public String toString() {
            return json;
        }
    }

    private static final class Items extends AbstractList<@Nullable Object> {

        private final String json;
        private @Nullable List<@Nullable Object> items;

        Items(String json) {
            this.json = json;
        }

        private List<@Nullable Object> items() {
            List<@Nullable Object> present = items;
            if (present == null) {
                present = new ArrayList<>();
                for (var walk = new io.mirrorlog.agent.json.Items(json); walk.next(); ) {
                    present.add(value(walk.value()));
                }
                items = present;
            }
            return present;
        }

        @Override
        public @Nullable Object get(int index) {
            return items().get(index);
        }

        @Override
        public int size() {
            return items().size();
        }

        @Override
        public String toString() {
            return json;
        }
    }
}

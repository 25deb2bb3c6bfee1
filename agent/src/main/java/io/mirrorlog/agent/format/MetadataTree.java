package io.mirrorlog.agent.format;

import io.mirrorlog.agent.json.Members;
import io.mirrorlog.connector.JsonStrings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Metadata as templates walk through it: maps, lists, strings and booleans; numbers are strings, as they came. Printed,
 * an object or a list is its JSON text.
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

    private static final class Fields extends LinkedHashMap<String, @Nullable Object> {

        private final String json;

        Fields(String json) {
            this.json = json;
            for (var members = new Members(json); members.next(); ) {
                put(members.name(), value(members.value()));
            }
        }

        @Override
        public String toString() {
            return json;
        }
    }

    private static final class Items extends ArrayList<@Nullable Object> {

        private final String json;

        Items(String json) {
            this.json = json;
            int at = 1;
            while (at < json.length() - 1) {
                int end = Members.pastValue(json, at);
                add(value(json.substring(at, end)));
                at = end + 1;
            }
        }

        @Override
        public String toString() {
            return json;
        }
    }
}

package io.mirrorlog.agent.config;

import io.mirrorlog.connector.JsonStrings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes maps, collections, strings, numbers and truths as JSON that people can read. */
final class JsonText {

    private JsonText() {}

    /** An object with its members in this order: a key, its value, the next key … */
    static Map<String, Object> object(Object... keysAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }

    static String of(Object value) {
        var text = new StringBuilder();
        append(text, value, "\n");
        return text.append('\n').toString();
    }

    private static void append(StringBuilder text, Object value, String lineStart) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            appendMap(text, map, lineStart);
        } else if (value instanceof Map<?, ?>) {
            text.append("{}");
        } else if (value instanceof Collection<?> items) {
            String between = "";
            text.append('[');
            for (Object item : items) {
                text.append(between);
                append(text, item, lineStart);
                between = ", ";
            }
            text.append(']');
        } else if (value instanceof String string) {
            JsonStrings.appendQuoted(text, string);
        } else {
            text.append(value);
        }
    }

    private static void appendMap(StringBuilder text, Map<?, ?> map, String lineStart) {
        String inner = lineStart + "  ";
        String between = "";
        text.append('{');
        for (var entry : map.entrySet()) {
            text.append(between).append(inner);
            JsonStrings.appendQuoted(text, (String) entry.getKey());
            text.append(": ");
            append(text, entry.getValue(), inner);
            between = ",";
        }
        text.append(lineStart).append('}');
    }
}

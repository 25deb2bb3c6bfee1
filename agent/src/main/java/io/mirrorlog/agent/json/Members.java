package io.mirrorlog.agent.json;

import io.mirrorlog.connector.JsonStrings;
import java.util.Arrays;

/**
 * Walks over the members of one JSON object without building anything.
 *
 * <p>The text is valid and compact ({@link CompactJson}); one walk, one thread.
 */
public final class Members {

    private final String json;
    private int next = 1;
    private int keyEnd;
    private int start;
    private int end;

    /** The first backslash of those not yet passed, or the text's end; looked for once, not in each key. */
    private int backslash = -1;

    /** @param json the object, with its braces */
    public Members(String json) {
        this.json = json;
    }

    /** Steps to the next member; false behind the last. */
    public boolean next() {
        if (next >= json.length() - 1) {
            return false;
        }
        start = next;
        keyEnd = pastString(json, start);
        end = pastValue(json, keyEnd + 1);
        next = end + 1;
        return true;
    }

    /** The member as it stands, key and value. */
    public String text() {
        return json.substring(start, end);
    }

    /** Where the member begins, with its key. */
    public int from() {
        return start;
    }

    /** Where its value begins. */
    public int valueFrom() {
        return keyEnd + 1;
    }

    /** What stands behind it: a comma, or the brace that ends the object. */
    public int to() {
        return end;
    }

    /** The value as it stands. */
    public String value() {
        return json.substring(keyEnd + 1, end);
    }

    /** The first character of the value, which tells its kind. */
    public char kind() {
        return json.charAt(keyEnd + 1);
    }

    /** What the key stands for. */
    public String name() {
        return JsonStrings.unquote(json.substring(start, keyEnd));
    }

    /** True when the key stands for one of these names, however it is escaped. */
    public boolean isOneOf(String... names) {
        int length = keyEnd - start - 2;
        for (String name : names) {
            if (name.length() == length && json.startsWith(name, start + 1)) {
                return true;
            }
        }
        return isKeyEscaped() && Arrays.asList(names).contains(name());
    }

    /** True when one of the members from here on stands for one of these names; the walk ends there. */
    public boolean find(String... names) {
        while (next()) {
            if (isOneOf(names)) {
                return true;
            }
        }
        return false;
    }

    /** True when the value is a string or a number. */
    public boolean isScalar() {
        char kind = kind();
        return kind == '"' || kind == '-' || (kind >= '0' && kind <= '9');
    }

    private boolean isKeyEscaped() {
        if (backslash < start) {
            int found = json.indexOf('\\', start);
            backslash = found < 0 ? json.length() : found;
        }
        return backslash < keyEnd;
    }

    private static int pastString(String json, int quote) {
        int end = json.indexOf('"', quote + 1);
        while (isEscaped(json, end)) {
            end = json.indexOf('"', end + 1);
        }
        return end + 1;
    }

    /** True behind an odd number of backslashes. */
    private static boolean isEscaped(String json, int quote) {
        int at = quote;
        while (json.charAt(at - 1) == '\\') {
            at--;
        }
        return (quote - at) % 2 == 1;
    }

    /** Where the value that begins here ends. */
    public static int pastValue(String json, int from) {
        char kind = json.charAt(from);
        if (kind == '"') {
            return pastString(json, from);
        }
        if (kind == '{' || kind == '[') {
            return pastNested(json, from);
        }
        int at = from;
        for (char c = kind; c != ',' && c != '}' && c != ']'; c = json.charAt(at)) {
            at++;
        }
        return at;
    }

    private static int pastNested(String json, int from) {
        int depth = 1;
        int at = from + 1;
        while (depth > 0) {
            char c = json.charAt(at);
            if (c == '"') {
                at = pastString(json, at);
                continue;
            }
            if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
            at++;
        }
        return at;
    }
}

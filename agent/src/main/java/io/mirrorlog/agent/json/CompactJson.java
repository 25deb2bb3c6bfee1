package io.mirrorlog.agent.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.connector.JsonStrings;

/**
 * JSON text in the form in which events are kept: white space outside strings removed, unsafe characters
 * ({@link JsonStrings#isUnsafe}) in strings escaped, all else as it came, numbers and escapes included.
 *
 * <p>The text is valid JSON: nothing here checks it.
 */
public final class CompactJson {

    private final String json;
    private final int maxDepth;
    private final StringBuilder compact = new StringBuilder(0);
    private int copied;
    private int depth;

    private CompactJson(String json, int maxDepth) {
        this.json = json;
        this.maxDepth = maxDepth;
    }

    /**
     * The compact form of one JSON value in UTF-8.
     *
     * @param from the first byte of the value
     * @param to the byte behind its last
     * @param maxDepth how many objects and arrays may stand in each other; 1 is an object of plain values
     * @throws IllegalArgumentException when it is deeper
     */
    public static String of(byte[] utf8, int from, int to, int maxDepth) {
        return of(new String(utf8, from, to - from, UTF_8), maxDepth);
    }

    /**
     * The compact form of one JSON value; the text itself where it is compact already.
     *
     * @param maxDepth how many objects and arrays may stand in each other; 1 is an object of plain values
     * @throws IllegalArgumentException when it is deeper
     */
    public static String of(String json, int maxDepth) {
        return new CompactJson(json, maxDepth).text();
    }

    private String text() {
        int at = 0;
        while (at < json.length()) {
            char c = json.charAt(at);
            if (c == '"') {
                at = pastString(at + 1);
                continue;
            }
            if (c <= ' ') {
                replace(at);
            } else if (c == '{' || c == '[') {
                deeper();
            } else if (c == '}' || c == ']') {
                depth--;
            }
            at++;
        }
        if (copied == 0) {
            return json;
        }
        return compact.append(json, copied, json.length()).toString();
    }

    private void deeper() {
        if (++depth > maxDepth) {
            throw new IllegalArgumentException("nested deeper than " + maxDepth);
        }
    }

    private int pastString(int from) {
        int at = from;
        while (true) {
            char c = json.charAt(at);
            if (c == '"') {
                return at + 1;
            }
            if (c == '\\' || JsonStrings.isPair(json, at)) {
                at++;
            } else if (c >= 0x7f && JsonStrings.isUnsafe(c)) {
                replace(at);
                JsonStrings.appendUnicodeEscape(compact, c);
            }
            at++;
        }
    }

    /** Takes over what stands before this character, and leaves the character out. */
    private void replace(int at) {
        if (copied == 0) {
            compact.ensureCapacity(json.length() + 16);
        }
        compact.append(json, copied, at);
        copied = at + 1;
    }
}

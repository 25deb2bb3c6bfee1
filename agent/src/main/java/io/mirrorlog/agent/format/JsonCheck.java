package io.mirrorlog.agent.format;

import io.mirrorlog.agent.json.CompactJson;
import io.mirrorlog.connector.JsonStrings;

/**
 * Tells whether a text is one JSON object (RFC 8259) and nothing else; one text, one thread.
 *
 * <p>Written by hand because an event may carry a lone surrogate anywhere, and the tokenizers at hand refuse it in a
 * key: such an event would be stored, and never be read again.
 */
final class JsonCheck {

    /** Deeper than anything the intake lets in, with room for what a line wraps around it. */
    static final int MAX_DEPTH = 256;

    private final String text;
    private final boolean isObject;
    private int at;
    private int depth;
    private boolean compact = true;

    JsonCheck(String text) {
        this.text = text;
        this.isObject = text.startsWith("{") && value() && at == text.length();
    }

    boolean isObject() {
        return isObject;
    }

    /** True for an object that is in the form of {@link CompactJson} already. */
    boolean isCompact() {
        return compact;
    }

    /** Where the text ceases to be one object: the index of the character that should not be there. */
    int fault() {
        return at;
    }

    /**
     * The object in the form in which events are kept.
     *
     * @param from where it begins; it ends where the text does
     * @throws UnreadableLineException when it is not one object
     */
    static String object(String line, int from, int to) throws UnreadableLineException {
        String json = line.substring(from, to);
        var check = new JsonCheck(json);
        if (!check.isObject()) {
            throw new UnreadableLineException("broken JSON", from + check.fault() + 1);
        }
        return check.isCompact() ? json : CompactJson.of(json, MAX_DEPTH);
    }

    private boolean value() {
        return switch (next()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        };
    }

    private boolean object() {
        if (++depth > MAX_DEPTH) {
            return false;
        }
        at++;
        if (next() == '}') {
            return closed();
        }
        do {
            if (next() != '"' || !string() || next() != ':') {
                return false;
            }
            at++;
            if (!value()) {
                return false;
            }
        } while (comma());
        return next() == '}' && closed();
    }

    private boolean array() {
        if (++depth > MAX_DEPTH) {
            return false;
        }
        at++;
        if (next() == ']') {
            return closed();
        }
        do {
            if (!value()) {
                return false;
            }
        } while (comma());
        return next() == ']' && closed();
    }

    private boolean comma() {
        if (next() != ',') {
            return false;
        }
        at++;
        return true;
    }

    private boolean closed() {
        at++;
        depth--;
        return true;
    }

    private boolean string() {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return true;
            }
            if (c < ' ' || (c == '\\' && !escape())) {
                return false;
            }
            if (c >= 0x7f && JsonStrings.isPair(text, at)) {
                at++;
            } else if (c >= 0x7f && JsonStrings.isUnsafe(c)) {
                compact = false;
            }
            at++;
        }
        return false;
    }

    /** Steps to the last character of an escape. */
    private boolean escape() {
        at++;
        char kind = current();
        if (kind != 'u') {
            return kind != 0 && "\"\\/bfnrt".indexOf(kind) >= 0;
        }
        for (int i = 0; i < 4; i++) {
            at++;
            char c = current();
            if (c > 'f' || Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean number() {
        if (current() == '-') {
            at++;
        }
        if (current() == '0') {
            at++;
        } else if (!digits()) {
            return false;
        }
        if (current() == '.') {
            at++;
            if (!digits()) {
                return false;
            }
        }
        if (current() != 'e' && current() != 'E') {
            return true;
        }
        at++;
        if (current() == '+' || current() == '-') {
            at++;
        }
        return digits();
    }

    private boolean digits() {
        int first = at;
        while (current() >= '0' && current() <= '9') {
            at++;
        }
        return at > first;
    }

    private boolean literal(String word) {
        boolean stands = text.startsWith(word, at);
        at += stands ? word.length() : 0;
        return stands;
    }

    /** The character at hand; NUL, which JSON has nowhere, behind the end. */
    private char current() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    /** Steps over white space. */
    private char next() {
        char c = current();
        while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            compact = false;
            at++;
            c = current();
        }
        return c;
    }
}

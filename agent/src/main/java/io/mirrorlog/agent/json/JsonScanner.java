package io.mirrorlog.agent.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.connector.JsonStrings;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259, UTF-8) strictly, in one pass, and tells where each value stands; one text, one thread.
 *
 * <p>Written by hand because a value has to be kept to the byte, a lone surrogate may stand in a key, what is wrong with
 * one event must not spoil its neighbours, and the producer is to be told so in our words. It builds nothing: what it
 * skips costs no memory.
 */
public final class JsonScanner {

    /** What a value is. */
    public enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        INTEGER,
        DECIMAL,
        BOOLEAN,
        NULL
    }

    /** The text is no JSON from here on. */
    public static final class BrokenJson extends Exception {

        private static final long serialVersionUID = 1L;

        private final int at;

        BrokenJson(int at, String problem) {
            super(problem, null, false, false); // an answer to a producer, not a place in the code
            this.at = at;
        }

        /** The byte that should not be there, counted as the text is. */
        public int at() {
            return at;
        }

        public String problem() {
            return String.valueOf(getMessage());
        }
    }

    /** Far deeper than an event may be, so that one that is too deep is refused alone; bounded, for the stack's sake. */
    public static final int DEEPEST = 500;

    /** So many different names one value may use; they are kept until it ends. */
    public static final int NAMES = 2_000;

    private static final int END = -1;
    private static final int BEYOND_ASCII = 0x7f;

    /** The bytes of a string that need no second look: ASCII but controls, the quote and the backslash. */
    private static final boolean[] USUAL = new boolean[256];

    static {
        Arrays.fill(USUAL, ' ', BEYOND_ASCII, true);
        USUAL['"'] = false;
        USUAL['\\'] = false;
    }

    private final byte[] json;
    private int at;
    private int end;
    private int valueStart;
    private int depth;
    private int deepest;
    private boolean justOpened;
    private boolean plain;
    private boolean ascii;

    private int nameStart;
    private int nameEnd;
    private boolean nameEscaped;
    private boolean nameAscii;

    private final @Nullable MetNames names;

    /** @param to the byte behind the last */
    public JsonScanner(byte[] json, int from, int to) {
        this(json, from, to, new MetNames());
    }

    private JsonScanner(byte[] json, int from, int to, @Nullable MetNames names) {
        this.json = json;
        this.at = from;
        this.end = to;
        this.names = names;
    }

    /** One for texts that were read with care before: it keeps no names, and does not mind those that stand twice. */
    public static JsonScanner withoutNames(byte[] json, int from, int to) {
        return new JsonScanner(json, from, to, null);
    }

    /** Goes on with another part of the same bytes. */
    public void moveTo(int from, int to) {
        at = from;
        end = to;
    }

    /** The byte behind what was read last. */
    public int at() {
        return at;
    }

    /** The first byte of the value read last. */
    public int valueStart() {
        return valueStart;
    }

    /** True when the value read last is in the form of {@link CompactJson} already. */
    public boolean isPlain() {
        return plain;
    }

    /** How many objects and arrays stood in each other at most, since {@link #forget}. */
    public int deepest() {
        return deepest;
    }

    /** A key that an object has twice, met since {@link #forget}. */
    @Nullable
    public String doubled() {
        return names == null ? null : names.doubled();
    }

    /** True when more than {@link #NAMES} different names were met since {@link #forget}. */
    boolean hasTooManyNames() {
        return names != null && names.areTooMany();
    }

    /** Begins a new count of {@link #deepest}, {@link #doubled} and names, at the level at hand. */
    void forget() {
        depth = 0;
        deepest = 0;
        if (names != null) {
            names.forget();
        }
    }

    /** Steps over white space; the byte at hand then, or a negative number at the end. */
    public int peek() {
        while (at < end) {
            byte b = json[at];
            if (b > ' ' || b < 0 || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
                return b & 0xff;
            }
            plain = false;
            at++;
        }
        return END;
    }

    /** Steps into an object or array, whose opening bracket must be at hand. */
    public void open() throws BrokenJson {
        if (++depth > DEEPEST) {
            throw new BrokenJson(at, "nested deeper than " + DEEPEST);
        }
        deepest = Math.max(deepest, depth);
        if (names != null) {
            names.open(depth);
        }
        justOpened = true;
        at++;
    }

    /** True when another field or element is at hand; false when the bracket is closed, and then it is behind us. */
    public boolean more(char close) throws BrokenJson {
        int b = peek();
        boolean first = justOpened;
        justOpened = false;
        if (b == close) {
            at++;
            depth--;
            return false;
        }
        if (first) {
            return true;
        }
        if (b != ',') {
            throw unexpected("expected , or " + close);
        }
        at++;
        return true;
    }

    /**
     * Reads a key and its colon.
     *
     * @return null when it is one of too many, or when names are not kept
     */
    @Nullable
    String name() throws BrokenJson {
        key();
        if (names == null) {
            return null;
        }
        return nameAscii && !nameEscaped
                ? names.takeAscii(json, nameStart, nameEnd, depth)
                : names.take(decodedName(), depth);
    }

    /**
     * Reads a key and its colon, and makes no string for a name that is known.
     *
     * @param known ASCII
     * @return one of those, or what else the key stands for
     */
    public String nameAmong(String... known) throws BrokenJson {
        key();
        if (nameAscii && !nameEscaped) {
            for (String name : known) {
                if (Names.spells(name, json, nameStart, nameEnd)) {
                    return name;
                }
            }
        }
        return decodedName();
    }

    private void key() throws BrokenJson {
        if (peek() != '"') {
            throw unexpected("expected a key in double quotes");
        }
        ascii = true;
        nameStart = at + 1;
        nameEscaped = string();
        nameEnd = at - 1;
        nameAscii = ascii;
        if (peek() != ':') {
            throw unexpected("expected : behind a key");
        }
        at++;
    }

    private String decodedName() {
        return JsonStrings.unescape(new String(json, nameStart, nameEnd - nameStart, UTF_8));
    }

    /** Reads one whole value, whatever it is. */
    public Kind value() throws BrokenJson {
        int b = peek();
        int start = at;
        plain = true;
        Kind kind = valueAt(b);
        valueStart = start;
        return kind;
    }

    /** The value read last, in the form of {@link CompactJson}. */
    public String json() {
        return plain
                ? new String(json, valueStart, at - valueStart, UTF_8)
                : CompactJson.of(json, valueStart, at, DEEPEST);
    }

    /** What the string read last stands for. */
    public String text() {
        return JsonStrings.unescape(new String(json, valueStart + 1, at - valueStart - 2, UTF_8));
    }

    private Kind valueAt(int b) throws BrokenJson {
        return switch (b) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> {
                string();
                yield Kind.STRING;
            }
            case 't' -> literal("true", Kind.BOOLEAN);
            case 'f' -> literal("false", Kind.BOOLEAN);
            case 'n' -> literal("null", Kind.NULL);
            default -> number();
        };
    }

    private Kind object() throws BrokenJson {
        open();
        while (more('}')) {
            name();
            valueAt(peek());
        }
        return Kind.OBJECT;
    }

    private Kind array() throws BrokenJson {
        open();
        while (more(']')) {
            valueAt(peek());
        }
        return Kind.ARRAY;
    }

    private Kind literal(String word, Kind kind) throws BrokenJson {
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= end || json[at + i] != word.charAt(i)) {
                throw unexpected("expected a value");
            }
        }
        at += word.length();
        return kind;
    }

    /** Steps behind the closing quote; true when there is an escape. */
    private boolean string() throws BrokenJson {
        boolean escaped = false;
        at++;
        while (passUsual()) {
            byte b = json[at];
            if (b == '"') {
                at++;
                return escaped;
            }
            if (b == '\\') {
                escaped = true;
                escape();
            } else if (b < 0) {
                int behind = Utf8.behindCharacter(json, at, end);
                plain &= Utf8.isSafe(json, at, behind);
                ascii = false;
                at = behind;
            } else if (b < ' ') {
                throw new BrokenJson(at, "a control character in a string must be escaped");
            } else {
                plain = false;
                ascii = false;
                at++;
            }
        }
        throw new BrokenJson(at, "a string does not end");
    }

    /** Steps to the next byte of a string that needs a second look; false when there is none. */
    private boolean passUsual() {
        int i = at;
        while (i < end && USUAL[json[i] & 0xff]) {
            i++;
        }
        at = i;
        return i < end;
    }

    private void escape() throws BrokenJson {
        at++;
        int kind = current();
        if (kind != 'u') {
            if (kind == END || "\"\\/bfnrt".indexOf(kind) < 0) {
                throw new BrokenJson(at, "no such escape");
            }
            at++;
            return;
        }
        at++;
        for (int i = 0; i < 4; i++) {
            if (current() == END || current() > 'f' || Character.digit(current(), 16) < 0) {
                throw new BrokenJson(at, "\\u takes four hexadecimal digits");
            }
            at++;
        }
    }

    private Kind number() throws BrokenJson {
        int start = at;
        boolean negative = current() == '-';
        if (negative) {
            at++;
        }
        if (!isDigit()) {
            at = start;
            throw unexpected("expected a value");
        }
        if (current() == '0') {
            at++;
        } else {
            digits();
        }
        Kind kind = Kind.INTEGER;
        if (current() == '.') {
            at++;
            digits();
            kind = Kind.DECIMAL;
        }
        if (current() == 'e' || current() == 'E') {
            at++;
            if (current() == '+' || current() == '-') {
                at++;
            }
            digits();
            kind = Kind.DECIMAL;
        }
        return kind;
    }

    private void digits() throws BrokenJson {
        if (!isDigit()) {
            throw unexpected("expected a digit");
        }
        while (isDigit()) {
            at++;
        }
    }

    private boolean isDigit() {
        return current() >= '0' && current() <= '9';
    }

    private int current() {
        return at < end ? json[at] & 0xff : END;
    }

    /** What was expected, and what stands there: one visible character, or a description. Never more of the text. */
    BrokenJson unexpected(String expected) {
        int found = current();
        String shown = found > ' ' && found < BEYOND_ASCII ? "found " + (char) found : "found the byte " + found;
        return new BrokenJson(at, expected + ", " + (found == END ? "found the end" : shown));
    }
}

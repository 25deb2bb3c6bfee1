package io.mirrorlog.agent.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.connector.JsonStrings;
import java.util.Arrays;

/** Text put together from bytes that are mostly there already: as cheap as copying them. */
final class Utf8Builder {

    private byte[] bytes;
    private int length;

    /** @param capacity so many bytes at first; it grows */
    Utf8Builder(int capacity) {
        this.bytes = new byte[Math.max(capacity, 16)];
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Appends an ASCII character. */
    void append(char c) {
        ensure(1);
        bytes[length++] = (byte) c;
    }

    void append(byte[] from, int at, int count) {
        ensure(count);
        System.arraycopy(from, at, bytes, length, count);
        length += count;
    }

    /** @param text without lone surrogates, which UTF-8 does not have */
    void append(String text) {
        byte[] encoded = text.getBytes(UTF_8);
        append(encoded, 0, encoded.length);
    }

    /** Appends the text as a JSON string with its quotes; lone surrogates are kept, as escapes. */
    void appendQuoted(String text) {
        append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x7f || c < ' ' || c == '"' || c == '\\') {
                length -= i;
                append(JsonStrings.quote(text).substring(1));
                return;
            }
            append(c);
        }
        append('"');
    }

    private void ensure(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, UTF_8);
    }
}

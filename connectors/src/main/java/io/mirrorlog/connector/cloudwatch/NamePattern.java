package io.mirrorlog.connector.cloudwatch;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Placeholder;
import io.mirrorlog.connector.PlaceholderText;
import java.time.ZoneId;

/**
 * The name of log groups or streams that the user wrote, with what is to be put into it from each entry.
 *
 * <p>A value becomes what a name may hold: other characters become {@code -}, and it is cut. So two values can share a name.
 */
record NamePattern(PlaceholderText text, Kind kind) {

    private static final int LONGEST = 512;
    private static final int LONGEST_VALUE = 100;
    private static final String ABSENT = "_none";
    private static final String RESERVED = "aws/";

    /** What is named, and what its names may hold. */
    enum Kind {
        GROUP("letters, digits and . - _ / #") {
            @Override
            boolean allows(char c) {
                return c < 0x7f && (Character.isLetterOrDigit(c) || ".-_/#".indexOf(c) >= 0);
            }
        },
        STREAM("anything but :, * and control characters") {
            @Override
            boolean allows(char c) {
                return c != ':' && c != '*' && !JsonStrings.isUnsafe(c);
            }
        };

        private final String allowed;

        Kind(String allowed) {
            this.allowed = allowed;
        }

        abstract boolean allows(char c);
    }

    /** @throws IllegalArgumentException saying what is wrong with it */
    static NamePattern of(String written, Kind kind) {
        var pattern = new NamePattern(PlaceholderText.parse(written), kind);
        String plain = pattern.text.filled(placeholder -> "");
        if (written.isEmpty() || !plain.chars().allMatch(c -> kind.allows((char) c))) {
            throw new IllegalArgumentException("is no such name; it holds " + kind.allowed);
        }
        if (kind == Kind.GROUP && written.startsWith(RESERVED)) {
            throw new IllegalArgumentException("must not begin with " + RESERVED);
        }
        int length =
                pattern.text.filled(placeholder -> "x".repeat(LONGEST_VALUE)).length();
        if (length > LONGEST) {
            throw new IllegalArgumentException("may give a name of " + length + " characters, with " + LONGEST_VALUE
                    + " for a placeholder; at most " + LONGEST);
        }
        return pattern;
    }

    /** The name for an entry; the same for the same entry, always. */
    String name(Entry entry, ZoneId zone) {
        String name = text.filled(placeholder -> value(placeholder, entry, zone));
        return kind == Kind.GROUP && name.startsWith(RESERVED) ? name.replaceFirst("/", "-") : name;
    }

    private String value(Placeholder placeholder, Entry entry, ZoneId zone) {
        String value = placeholder.of(entry, zone).orElse("");
        var safe = new StringBuilder();
        for (int i = 0; i < Math.min(value.length(), LONGEST_VALUE); i++) {
            safe.append(kind.allows(value.charAt(i)) ? value.charAt(i) : '-');
        }
        return safe.isEmpty() ? ABSENT : safe.toString();
    }
}

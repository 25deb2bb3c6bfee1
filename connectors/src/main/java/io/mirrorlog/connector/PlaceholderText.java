package io.mirrorlog.connector;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text in which placeholders stand for what each entry brings.
 *
 * @param parts each a piece of plain text with the placeholder behind it
 * @param end the plain text behind the last placeholder
 */
public record PlaceholderText(List<Part> parts, String end) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\p{Lower}+)}");

    /** Plain text, and the placeholder behind it. */
    public record Part(String plain, Placeholder placeholder) {}

    public PlaceholderText {
        parts = List.copyOf(parts);
    }

    /** A text in which braces mean nothing. */
    public static PlaceholderText plain(String text) {
        return new PlaceholderText(List.of(), text);
    }

    /**
     * Reads what the user wrote. Braces stand there around placeholders, and nowhere else.
     *
     * @throws IllegalArgumentException saying what is allowed, without showing the text: it may hold a secret
     */
    public static PlaceholderText parse(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher next = PLACEHOLDER.matcher(text);
        int at = 0;
        for (; next.find(); at = next.end()) {
            parts.add(new Part(withoutBraces(text.substring(at, next.start())), placeholder(next.group(1))));
        }
        return new PlaceholderText(parts, withoutBraces(text.substring(at)));
    }

    private static Placeholder placeholder(String name) {
        try {
            return Placeholder.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("holds an unknown {placeholder}; known are " + Placeholder.ALL, e);
        }
    }

    private static String withoutBraces(String text) {
        if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
            throw new IllegalArgumentException("holds a brace that is none of " + Placeholder.ALL);
        }
        return text;
    }

    /** True when it has no placeholder. */
    public boolean isPlain() {
        return parts.isEmpty();
    }

    /** Its placeholders in their order; one may stand there several times. */
    public List<Placeholder> placeholders() {
        return parts.stream().map(Part::placeholder).toList();
    }

    /** The text with a value in the place of each placeholder. */
    public String filled(Function<Placeholder, String> values) {
        var filled = new StringBuilder();
        for (Part part : parts) {
            filled.append(part.plain()).append(values.apply(part.placeholder()));
        }
        return filled.append(end).toString();
    }

    /** As the user wrote it. */
    @Override
    public String toString() {
        return filled(Placeholder::written);
    }
}

package io.mirrorlog.agent.redaction;

import io.mirrorlog.agent.filter.MetadataPath;
import io.mirrorlog.agent.json.Members;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes of an event what a destination may see of it.
 *
 * <p>A value that is hidden is hidden in the message as well, wherever it stands there as a word of its own and has three
 * characters at least: shorter ones would take half of the text with them. Where a path leads to nothing, nothing is done.
 * Safe for many threads.
 */
public final class Redaction implements UnaryOperator<Event> {

    /** What stands for a value that is hidden. */
    public static final String MASK = "***";

    private static final int TOKEN_MIN = 3;
    private static final String USER = "user";

    private final List<Rule> rules;

    /**
     * What is done to the value at a path.
     *
     * @param replacement from the text of one value to what is shown in its place; null takes the key away
     */
    record Rule(MetadataPath path, @Nullable UnaryOperator<String> replacement) {}

    Redaction(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    @Override
    public Event apply(Event event) {
        var hidden = new Hidden();
        Scalar user = event.user();
        String metadata = event.metadata();
        for (Rule rule : rules) {
            if (user != null && rule.path().toString().equals(USER)) {
                String shown = hidden.in(rule, user.json());
                user = shown == null ? null : new Scalar(shown);
            }
            metadata = rule.path().changed(metadata, value -> hidden.in(rule, value));
        }
        return new Event(
                event.timestamp(),
                event.site(),
                event.severity(),
                hidden.takenFrom(event.message()),
                event.id(),
                event.type(),
                event.action(),
                user,
                metadata,
                event.marks());
    }

    /** The values of one event that are hidden, and what is shown in their place. */
    private static final class Hidden {

        private final Map<String, String> texts = new LinkedHashMap<>();

        /** What stands in the place of a value, both as JSON; null when nothing does. */
        @Nullable
        String in(Rule rule, String value) {
            UnaryOperator<String> replacement = rule.replacement();
            if (replacement == null) {
                note(value, text -> MASK);
                return null;
            }
            if (value.charAt(0) == '[') {
                return MetadataPath.changedItems(value, item -> String.valueOf(in(rule, item)));
            }
            if (value.equals("null")) {
                return value;
            }
            if (value.charAt(0) == '{') {
                note(value, text -> MASK);
                return JsonStrings.quote(replacement.apply(value));
            }
            note(value, replacement);
            return JsonStrings.quote(replacement.apply(text(value)));
        }

        /** Of a list or an object, all that is in it. */
        private void note(String value, UnaryOperator<String> replacement) {
            switch (value.charAt(0)) {
                case '{' -> {
                    for (var members = new Members(value); members.next(); ) {
                        note(members.value(), replacement);
                    }
                }
                case '[' -> {
                    String unused = MetadataPath.changedItems(value, item -> {
                        note(item, replacement);
                        return item;
                    });
                }
                case 't', 'f', 'n' -> {} // words of every language
                default -> {
                    String text = text(value);
                    if (text.length() >= TOKEN_MIN) {
                        texts.put(text, replacement.apply(text));
                    }
                }
            }
        }

        private static String text(String scalar) {
            return scalar.charAt(0) == '"' ? JsonStrings.unquote(scalar) : scalar;
        }

        /** The longest first, so that no part of one is left. */
        String takenFrom(String message) {
            if (texts.isEmpty()) {
                return message;
            }
            List<String> longest = new ArrayList<>(texts.keySet());
            longest.sort(Comparator.comparingInt(String::length).reversed());
            var shown = new StringBuilder(message.length());
            int at = 0;
            while (at < message.length()) {
                String token = tokenAt(message, at, longest);
                if (token == null) {
                    shown.append(message.charAt(at++));
                } else {
                    shown.append(texts.get(token));
                    at += token.length();
                }
            }
            return shown.isEmpty() ? MASK : shown.toString();
        }

        private static @Nullable String tokenAt(String message, int at, List<String> tokens) {
            for (String token : tokens) {
                if (message.startsWith(token, at)
                        && isBoundary(message, at, token.charAt(0))
                        && isBoundary(message, at + token.length(), token.charAt(token.length() - 1))) {
                    return token;
                }
            }
            return null;
        }

        /** Whether a token with that character at its end may begin or end between these two characters. */
        private static boolean isBoundary(String message, int between, char own) {
            if (between == 0 || between == message.length() || !Character.isLetterOrDigit(own)) {
                return true;
            }
            return !Character.isLetterOrDigit(message.charAt(between - 1))
                    || !Character.isLetterOrDigit(message.charAt(between));
        }
    }
}

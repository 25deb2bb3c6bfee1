package io.mirrorlog.agent.admin;

import io.mirrorlog.agent.json.JsonScanner;
import io.mirrorlog.agent.json.JsonScanner.BrokenJson;
import io.mirrorlog.agent.json.JsonScanner.Kind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON object that says what is to be changed: a few members, each a text, a truth, a number, a list of sequences or an
 * object of texts. A member that
 * nobody asked for is refused, since it may be a wish that would be passed over in silence.
 */
public final class ChangeBody {

    /** So many sequences fit into one commit without holding others up. */
    static final int SEQUENCES = 10_000;

    /** More make no whole number that fits. */
    private static final int DIGITS = 18;

    private final Map<String, Object> members = new HashMap<>();

    private ChangeBody() {}

    /**
     * @param body nothing at all is an empty object
     * @param known the members that it may have
     * @throws IllegalArgumentException when it is something else, in words for whoever sent it
     */
    static ChangeBody read(byte[] body, String... known) {
        var read = new ChangeBody();
        if (body.length == 0) {
            return read;
        }
        var scanner = JsonScanner.withoutNames(body, 0, body.length);
        try {
            read.readObject(scanner, known);
        } catch (BrokenJson e) {
            throw new IllegalArgumentException("the body is no JSON: " + e.problem() + " at byte " + (e.at() + 1), e);
        }
        if (scanner.peek() >= 0) {
            throw new IllegalArgumentException("the body goes on behind its JSON object");
        }
        return read;
    }

    private void readObject(JsonScanner scanner, String... known) throws BrokenJson {
        if (scanner.peek() != '{') {
            throw new IllegalArgumentException("the body must be a JSON object");
        }
        scanner.open();
        while (scanner.more('}')) {
            String name = scanner.nameAmong(known);
            if (!Arrays.asList(known).contains(name)) {
                throw new IllegalArgumentException(
                        known.length == 0
                                ? "the body may have no members"
                                : "the body may have " + String.join(" and ", known) + ", nothing else");
            }
            if (members.put(name, value(scanner, name)) != null) {
                throw new IllegalArgumentException(name + ": is given twice");
            }
        }
    }

    private static Object value(JsonScanner scanner, String name) throws BrokenJson {
        if (scanner.peek() == '[') {
            return sequences(scanner, name);
        }
        if (scanner.peek() == '{') {
            return texts(scanner, name);
        }
        Kind kind = scanner.value();
        if (kind == Kind.BOOLEAN) {
            return scanner.json().equals("true");
        }
        if (kind == Kind.INTEGER && scanner.json().length() <= DIGITS) {
            return Long.parseLong(scanner.json());
        }
        if (kind != Kind.STRING) {
            throw new IllegalArgumentException(name + ": must be a text, or a list of sequences");
        }
        return scanner.text();
    }

    private static Set<Long> sequences(JsonScanner scanner, String name) throws BrokenJson {
        var sequences = new HashSet<Long>();
        scanner.open();
        while (scanner.more(']')) {
            boolean whole = scanner.value() == Kind.INTEGER;
            if (!whole || scanner.json().length() > DIGITS || sequences.size() == SEQUENCES) {
                throw new IllegalArgumentException(
                        name + ": must be a list of sequences, at most " + SEQUENCES + " of them");
            }
            sequences.add(Long.parseLong(scanner.json()));
        }
        return sequences;
    }

    private static Map<String, String> texts(JsonScanner scanner, String name) throws BrokenJson {
        var texts = new HashMap<String, String>();
        scanner.open();
        while (scanner.more('}')) {
            String key = scanner.nameAmong();
            if (scanner.value() != Kind.STRING || texts.put(key, scanner.text()) != null) {
                throw new IllegalArgumentException(name + ": must be an object of texts, each given once");
            }
        }
        return texts;
    }

    /**
     * Nothing when it is missing.
     *
     * @throws IllegalArgumentException when it is there, but no object of texts
     */
    Map<String, String> texts(String name) {
        Object value = members.getOrDefault(name, Map.of());
        if (value instanceof Map<?, ?> found) {
            var texts = new HashMap<String, String>();
            found.forEach((key, text) -> texts.put((String) key, (String) text));
            return texts;
        }
        throw new IllegalArgumentException(name + ": must be an object of texts");
    }

    /**
     * False when it is missing.
     *
     * @throws IllegalArgumentException when it is there, but neither true nor false
     */
    boolean flag(String name) {
        if (members.getOrDefault(name, false) instanceof Boolean flag) {
            return flag;
        }
        throw new IllegalArgumentException(name + ": must be true or false");
    }

    /**
     * 0 when it is missing.
     *
     * @throws IllegalArgumentException when it is there, but no whole number
     */
    long number(String name) {
        if (members.getOrDefault(name, 0L) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException(name + ": must be a whole number");
    }

    /** @throws IllegalArgumentException when it is missing or no text */
    String text(String name) {
        String text = optionalText(name);
        if (text == null) {
            throw new IllegalArgumentException(name + ": must be there");
        }
        return text;
    }

    /** @throws IllegalArgumentException when it is there, but no text */
    @Nullable
    String optionalText(String name) {
        Object value = members.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw new IllegalArgumentException(name + ": must be a text");
    }

    /**
     * Nothing when it is missing.
     *
     * @throws IllegalArgumentException when it is there, but empty, or no list
     */
    Set<Long> optionalSequences(String name) {
        return members.containsKey(name) ? sequences(name) : Set.of();
    }

    /** @throws IllegalArgumentException when it is missing, empty, or no list */
    Set<Long> sequences(String name) {
        if (members.get(name) instanceof Set<?> found && !found.isEmpty()) {
            var sequences = new HashSet<Long>();
            found.forEach(sequence -> sequences.add((Long) sequence));
            return sequences;
        }
        throw new IllegalArgumentException(name + ": must be a list of sequences, at least one");
    }
}

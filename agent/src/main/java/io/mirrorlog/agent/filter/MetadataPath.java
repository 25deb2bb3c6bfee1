package io.mirrorlog.agent.filter;

import io.mirrorlog.agent.json.Members;
import io.mirrorlog.connector.JsonStrings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A place in an event's metadata: the names of its keys with dots between them. A key that has dots itself is found as
 * well, and so are the items of lists.
 */
public final class MetadataPath {

    private static final int LENGTH_MAX = 200;
    private static final int DEPTH_MAX = 16;

    private final String path;

    /** Where a key may end and a deeper one begin. */
    private final List<Step> steps = new ArrayList<>();

    private record Step(String key, MetadataPath rest) {}

    /** @throws IllegalArgumentException when it is no path */
    public MetadataPath(String path) {
        if (path.isEmpty() || path.length() > LENGTH_MAX || path.chars().filter(c -> c == '.').count() >= DEPTH_MAX) {
            throw new IllegalArgumentException("is no path; write keys with dots between them, at most " + DEPTH_MAX
                    + " of them and " + LENGTH_MAX + " characters");
        }
        this.path = path;
        for (int dot = path.indexOf('.', 1); dot >= 0 && dot < path.length() - 1; dot = path.indexOf('.', dot + 1)) {
            steps.add(new Step(path.substring(0, dot), new MetadataPath(path.substring(dot + 1))));
        }
    }

    /** As a user writes it. */
    public static MetadataPath parse(String path) {
        return new MetadataPath(path);
    }

    /**
     * Whether any value there passes: a string, a number as it was written, true or false. Nulls and objects never do.
     *
     * @param metadata one compact JSON object
     */
    public boolean anyValue(String metadata, Predicate<String> test) {
        for (var members = new Members(metadata); members.next(); ) {
            if (members.isOneOf(path) && passes(members.value(), test)) {
                return true;
            }
            for (Step step : steps) {
                if (members.isOneOf(step.key()) && step.rest().below(members.value(), test)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean below(String value, Predicate<String> test) {
        return switch (value.charAt(0)) {
            case '{' -> anyValue(value, test);
            case '[' -> anyItem(value, item -> below(item, test));
            default -> false;
        };
    }

    /**
     * The object with other values there; the same one when there is none.
     *
     * @param metadata one compact JSON object
     * @param change from JSON to JSON; to null, and the key is left out
     */
    public String changed(String metadata, Function<String, @Nullable String> change) {
        var json = new StringBuilder(metadata.length()).append('{');
        boolean same = true;
        for (var members = new Members(metadata); members.next(); ) {
            String before = members.value();
            String after = changedMember(members, before, change);
            same &= before.equals(after);
            if (after != null) {
                String text = members.text();
                json.append(json.length() == 1 ? "" : ",")
                        .append(text, 0, text.length() - before.length())
                        .append(after);
            }
        }
        return same ? metadata : json.append('}').toString();
    }

    private @Nullable String changedMember(
            Members members, String value, Function<String, @Nullable String> change) {
        if (members.isOneOf(path)) {
            return change.apply(value);
        }
        String changed = value;
        for (Step step : steps) {
            if (members.isOneOf(step.key())) {
                changed = step.rest().changedBelow(changed, change);
            }
        }
        return changed;
    }

    private String changedBelow(String value, Function<String, @Nullable String> change) {
        return switch (value.charAt(0)) {
            case '{' -> changed(value, change);
            case '[' -> changedItems(value, item -> changedBelow(item, change));
            default -> value;
        };
    }

    /** A list with other items. */
    public static String changedItems(String list, UnaryOperator<String> change) {
        var json = new StringBuilder(list.length()).append('[');
        int at = 1;
        while (at < list.length() - 1) {
            int end = Members.pastValue(list, at);
            json.append(at == 1 ? "" : ",").append(change.apply(list.substring(at, end)));
            at = end + 1;
        }
        return json.append(']').toString();
    }

    private static boolean passes(String value, Predicate<String> test) {
        return switch (value.charAt(0)) {
            case '"' -> test.test(JsonStrings.unquote(value));
            case '[' -> anyItem(value, item -> passes(item, test));
            case '{', 'n' -> false;
            default -> test.test(value);
        };
    }

    private static boolean anyItem(String list, Predicate<String> test) {
        int at = 1;
        while (at < list.length() - 1) {
            int end = Members.pastValue(list, at);
            if (test.test(list.substring(at, end))) {
                return true;
            }
            at = end + 1;
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MetadataPath same && same.path.equals(path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    @Override
    public String toString() {
        return path;
    }
}

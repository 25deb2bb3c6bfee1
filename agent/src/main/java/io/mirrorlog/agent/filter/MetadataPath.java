package io.mirrorlog.agent.filter;

import io.mirrorlog.agent.json.Members;
import io.mirrorlog.connector.JsonStrings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

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
        if (path.isEmpty()
                || path.length() > LENGTH_MAX
                || path.chars().filter(c -> c == '.').count() >= DEPTH_MAX) {
            throw new IllegalArgumentException("is no path; write keys with dots between them, at most " + DEPTH_MAX
                    + " of them and " + LENGTH_MAX + " characters");
        }
        this.path = path;
        for (int dot = path.indexOf('.', 1); dot >= 0 && dot < path.length() - 1; dot = path.indexOf('.', dot + 1)) {
            steps.add(new Step(path.substring(0, dot), new MetadataPath(path.substring(dot + 1))));
        }
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
}

package io.mirrorlog.agent.filter;

import io.mirrorlog.agent.json.Items;
import io.mirrorlog.agent.json.Members;
import io.mirrorlog.connector.JsonStrings;
import java.util.ArrayList;
import java.util.List;
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

    /** Puts something else in the place of a value. */
    @FunctionalInterface
    public interface Change {

        /**
         * @param json the value as it stands
         * @return what stands in its place, compact JSON as well; null takes it out, its key included
         */
        @Nullable
        String of(String json);
    }

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
     * The object with something else in the place of every value there, all other bytes as they stand; the object itself
     * where nothing changes. A list is one value, and so is an object.
     *
     * @param metadata one compact JSON object
     */
    public String changed(String metadata, Change change) {
        var changed = new StringBuilder();
        int copied = 0;
        for (var members = new Members(metadata); members.next(); ) {
            if (!concerns(members)) {
                continue;
            }
            String before = members.value();
            String after = changedValue(members, before, change);
            if (after == null) {
                changed.append(metadata, copied, members.from());
                copied = pastMember(metadata, members.to(), changed);
            } else if (!after.equals(before)) {
                changed.append(metadata, copied, members.valueFrom()).append(after);
                copied = members.to();
            }
        }
        return copied == 0
                ? metadata
                : changed.append(metadata, copied, metadata.length()).toString();
    }

    /** Behind a member that is taken out, with the comma behind it, or that before it where it is the last. */
    private static int pastMember(String metadata, int to, StringBuilder changed) {
        if (metadata.charAt(to) == ',') {
            return to + 1;
        }
        int last = changed.length() - 1;
        if (changed.charAt(last) == ',') {
            changed.setLength(last);
        }
        return to;
    }

    private boolean concerns(Members members) {
        if (members.isOneOf(path)) {
            return true;
        }
        for (Step step : steps) {
            if (members.isOneOf(step.key())) {
                return true;
            }
        }
        return false;
    }

    private @Nullable String changedValue(Members members, String value, Change change) {
        if (members.isOneOf(path)) {
            return change.of(value);
        }
        String changed = value;
        for (Step step : steps) {
            if (members.isOneOf(step.key())) {
                changed = step.rest().changedBelow(changed, change);
            }
        }
        return changed;
    }

    private String changedBelow(String value, Change change) {
        return switch (value.charAt(0)) {
            case '{' -> changed(value, change);
            case '[' -> changedItems(value, item -> changedBelow(item, change));
            default -> value;
        };
    }

    /**
     * The list with something else in the place of each of its items.
     *
     * @param list one compact JSON array
     */
    public static String changedItems(String list, UnaryOperator<String> change) {
        var changed = new StringBuilder(list.length()).append('[');
        for (var items = new Items(list); items.next(); ) {
            changed.append(changed.length() == 1 ? "" : ",").append(change.apply(items.value()));
        }
        return changed.append(']').toString();
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
        for (var items = new Items(list); items.next(); ) {
            if (test.test(items.value())) {
                return true;
            }
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

    /** As a user writes it. */
    @Override
    public String toString() {
        return path;
    }
}

package io.mirrorlog.agent.stream;

import io.mirrorlog.agent.json.Members;
import io.mirrorlog.connector.Scalar;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A field of an event: the names of its keys with dots between them. Unlike the path of a filter it leads to one place at
 * most: no key has dots itself, and lists are not looked into.
 */
public final class FieldPath {

    private static final Pattern FORM = Pattern.compile("[^\\s.{}]{1,100}(?:\\.[^\\s.{}]{1,100}){0,15}");

    private final String path;
    private final List<String> keys;

    private FieldPath(String path) {
        this.path = path;
        this.keys = List.of(path.split("\\."));
    }

    /** As a user writes it. */
    public static FieldPath parse(String path) {
        if (!FORM.matcher(path).matches()) {
            throw new IllegalArgumentException("is no field; write keys with dots between them, at most 16 of them");
        }
        return new FieldPath(path);
    }

    /**
     * The string or number that is there, as it came; true and false as strings. Null where nothing of these is.
     *
     * @param event one compact JSON object
     */
    @Nullable
    Scalar in(String event) {
        String json = event;
        for (String key : keys) {
            if (json.charAt(0) != '{') {
                return null;
            }
            var members = new Members(json);
            if (!members.find(key)) {
                return null;
            }
            json = members.value();
        }
        return switch (json.charAt(0)) {
            case '{', '[', 'n' -> null;
            case 't', 'f' -> Scalar.of(json);
            default -> new Scalar(json);
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldPath same && same.path.equals(path);
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

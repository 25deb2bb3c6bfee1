package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.format.CompactJson;
import io.mirrorlog.agent.intake.JsonScanner.BrokenJson;
import io.mirrorlog.agent.intake.JsonScanner.Kind;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of a request: its keys in order, each value still the bytes that were received.
 *
 * <p>No tree is built: what is not looked at is copied as it came.
 */
final class RawObject {

    /**
     * One key with its value's place in the body.
     *
     * @param plain true when the value is in the form of {@link CompactJson} already, and ASCII
     */
    record Field(String name, Kind kind, int from, int to, boolean plain) {

        boolean isScalar() {
            return kind == Kind.STRING || isInteger() || kind == Kind.DECIMAL;
        }

        boolean isInteger() {
            return kind == Kind.INTEGER;
        }

        int bytes() {
            return to - from;
        }
    }

    private final byte[] body;
    private final int from;
    private final int to;
    private final List<Field> fields;
    private final int depth;
    private final @Nullable String doubled;

    private RawObject(byte[] body, int from, List<Field> fields, JsonScanner scanner) {
        this.body = body;
        this.from = from;
        this.to = scanner.at();
        this.fields = fields;
        this.depth = scanner.deepest();
        this.doubled = scanner.doubled();
    }

    /** Reads the object at whose opening brace the scanner stands, up to its closing brace. */
    static RawObject read(JsonScanner scanner, byte[] body) throws BrokenJson {
        int start = scanner.at();
        List<Field> fields = new ArrayList<>();
        Set<String> names = new HashSet<>();
        scanner.forget();
        scanner.open();
        while (scanner.more('}')) {
            String name = scanner.name(names);
            Kind kind = scanner.value();
            fields.add(new Field(name, kind, scanner.valueStart(), scanner.at(), scanner.isPlain()));
        }
        return new RawObject(body, start, fields, scanner);
    }

    int bytes() {
        return to - from;
    }

    /** How many objects and arrays stand in each other, this one included. */
    int depth() {
        return depth;
    }

    /** A key that this object, or one within it, has twice. */
    @Nullable
    String doubled() {
        return doubled;
    }

    /** The bytes as received, as text. */
    String received() {
        return new String(body, from, to - from, UTF_8);
    }

    /** The field of that name, whatever its value; absent when there is none, or when its value is null. */
    @Nullable
    Field find(String name) {
        for (Field field : fields) {
            if (field.name().equals(name)) {
                return field.kind() == Kind.NULL ? null : field;
            }
        }
        return null;
    }

    /** The string of that name; absent when there is none, or when it is no string. */
    @Nullable
    String string(String name) {
        Field field = find(name);
        return field == null || field.kind() != Kind.STRING ? null : JsonStrings.unquote(json(field));
    }

    /** The string or number of that name, as received; absent when there is none, or when it is something else. */
    @Nullable
    Scalar scalar(String name) {
        Field field = find(name);
        return field == null || !field.isScalar() ? null : new Scalar(json(field));
    }

    /** The object of that name; absent when there is none, or when it is no object. */
    @Nullable
    RawObject object(String name) {
        Field field = find(name);
        return field == null || field.kind() != Kind.OBJECT
                ? null
                : JsonBodies.objectIn(body, field.from(), field.to());
    }

    /** The value as compact JSON. */
    String json(Field field) {
        return field.plain()
                ? new String(body, field.from(), field.bytes(), ISO_8859_1)
                : CompactJson.of(body, field.from(), field.to(), JsonScanner.DEEPEST);
    }

    /** All fields but these, as one compact JSON object in the order received. */
    String without(Set<String> taken) {
        var json = new StringBuilder(to - from);
        for (Field field : fields) {
            if (!taken.contains(field.name())) {
                json.append(json.isEmpty() ? '{' : ',');
                JsonStrings.appendQuoted(json, field.name());
                json.append(':').append(json(field));
            }
        }
        return json.isEmpty() ? "{}" : json.append('}').toString();
    }
}

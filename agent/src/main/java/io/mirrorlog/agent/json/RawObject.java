package io.mirrorlog.agent.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.json.JsonScanner.BrokenJson;
import io.mirrorlog.agent.json.JsonScanner.Kind;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of a text: its keys in order, each value still the bytes that were received.
 *
 * <p>No tree is built: what is not looked at is copied as it came.
 */
public final class RawObject {

    /**
     * One key with its value's place in the text.
     *
     * @param plain true when the value is in the form of {@link CompactJson} already
     */
    public record Field(String name, Kind kind, int from, int to, boolean plain) {

        public boolean isScalar() {
            return kind == Kind.STRING || isInteger() || kind == Kind.DECIMAL;
        }

        public boolean isInteger() {
            return kind == Kind.INTEGER;
        }

        public int bytes() {
            return to - from;
        }
    }

    private final byte[] body;
    private final int from;
    private final int to;
    private final List<Field> fields;
    private final int depth;
    private final @Nullable String doubled;
    private final boolean tooManyNames;

    private RawObject(byte[] body, int from, List<Field> fields, JsonScanner scanner) {
        this.body = body;
        this.from = from;
        this.to = scanner.at();
        this.fields = fields;
        this.depth = scanner.deepest();
        this.doubled = scanner.doubled();
        this.tooManyNames = scanner.hasTooManyNames();
    }

    /**
     * Reads the object at whose opening brace the scanner stands, up to its closing brace. One that is faulty
     * ({@link #doubled}, {@link #hasTooManyNames}) may lack fields.
     */
    public static RawObject read(JsonScanner scanner, byte[] body) throws BrokenJson {
        int start = scanner.at();
        List<Field> fields = new ArrayList<>(24);
        scanner.forget();
        scanner.open();
        while (scanner.more('}')) {
            String name = scanner.name();
            Kind kind = scanner.value();
            if (name != null && scanner.doubled() == null) {
                fields.add(new Field(name, kind, scanner.valueStart(), scanner.at(), scanner.isPlain()));
            }
        }
        return new RawObject(body, start, fields, scanner);
    }

    /** The object that stands in a part of a text that is known to be well formed. */
    private static RawObject in(byte[] body, int from, int to) {
        try {
            return read(new JsonScanner(body, from, to), body);
        } catch (BrokenJson e) {
            throw new IllegalArgumentException("no object from byte " + from + " to " + to, e);
        }
    }

    public int bytes() {
        return to - from;
    }

    /** How many objects and arrays stand in each other, this one included. */
    public int depth() {
        return depth;
    }

    /** A key that this object, or one within it, has twice. */
    public @Nullable String doubled() {
        return doubled;
    }

    /** True when it and what is within it have more than {@link JsonScanner#NAMES} different keys. */
    public boolean hasTooManyNames() {
        return tooManyNames;
    }

    /** The bytes as received, as text. */
    public String received() {
        return new String(body, from, to - from, UTF_8);
    }

    /** The field of that name, whatever its value; absent when there is none, or when its value is null. */
    public @Nullable Field find(String name) {
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            if (field.name().equals(name)) {
                return field.kind() == Kind.NULL ? null : field;
            }
        }
        return null;
    }

    /** The string of that name; absent when there is none, or when it is no string. */
    public @Nullable String string(String name) {
        Field field = find(name);
        return field == null || field.kind() != Kind.STRING ? null : JsonStrings.unquote(json(field));
    }

    /** The string or number of that name, as received; absent when there is none, or when it is something else. */
    public @Nullable Scalar scalar(String name) {
        Field field = find(name);
        return field == null || !field.isScalar() ? null : new Scalar(json(field));
    }

    /** The object of that name; absent when there is none, or when it is no object. */
    public @Nullable RawObject object(String name) {
        Field field = find(name);
        return field == null || field.kind() != Kind.OBJECT ? null : in(body, field.from(), field.to());
    }

    /** The value as compact JSON. */
    private String json(Field field) {
        return field.plain()
                ? new String(body, field.from(), field.bytes(), UTF_8)
                : CompactJson.of(body, field.from(), field.to(), JsonScanner.DEEPEST);
    }

    /** The fields that pass, as one compact JSON object in the order received. */
    public String only(Predicate<Field> passes) {
        var json = new Utf8Builder(to - from);
        for (Field field : fields) {
            if (passes.test(field)) {
                json.append(json.isEmpty() ? '{' : ',');
                json.appendQuoted(field.name());
                json.append(':');
                if (field.plain()) {
                    json.append(body, field.from(), field.bytes());
                } else {
                    json.append(json(field));
                }
            }
        }
        if (json.isEmpty()) {
            return "{}";
        }
        json.append('}');
        return json.toString();
    }
}

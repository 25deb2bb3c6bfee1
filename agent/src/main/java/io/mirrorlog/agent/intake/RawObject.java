package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.format.CompactJson;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One JSON object of a request: its keys in order, each value still the bytes that were received.
 *
 * <p>No tree is built: what is not looked at is copied as it came.
 */
final class RawObject {

    /** One key with its value's place in the body. */
    record Field(String name, JsonToken kind, int from, int to) {}

    private final byte[] body;
    private final int from;
    private final int to;
    private final List<Field> fields;

    private RawObject(byte[] body, int from, int to, List<Field> fields) {
        this.body = body;
        this.from = from;
        this.to = to;
        this.fields = fields;
    }

    /** Reads the object at whose opening brace the parser stands, up to its closing brace. */
    static RawObject read(JsonParser parser, byte[] body) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        List<Field> fields = new ArrayList<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken kind = parser.nextToken();
            int valueStart = (int) parser.currentTokenLocation().getByteOffset();
            if (kind.isStructStart()) {
                parser.skipChildren();
            } else {
                parser.finishToken();
            }
            fields.add(new Field(
                    name, kind, valueStart, (int) parser.currentLocation().getByteOffset()));
        }
        return new RawObject(body, start, (int) parser.currentLocation().getByteOffset(), fields);
    }

    int bytes() {
        return to - from;
    }

    /** The bytes as received, as text. */
    String received() {
        return new String(body, from, to - from, StandardCharsets.UTF_8);
    }

    /** The field of that name, whatever its value; absent when there is none, or when its value is null. */
    @Nullable
    Field find(String name) {
        for (Field field : fields) {
            if (field.name().equals(name)) {
                return field.kind() == JsonToken.VALUE_NULL ? null : field;
            }
        }
        return null;
    }

    /** The string of that name; absent when there is none, or when it is no string. */
    @Nullable
    String string(String name) throws BadEvent {
        Field field = find(name);
        return field == null || field.kind() != JsonToken.VALUE_STRING ? null : JsonStrings.unquote(json(field));
    }

    /** The string or number of that name, as received; absent when there is none, or when it is something else. */
    @Nullable
    Scalar scalar(String name) throws BadEvent {
        Field field = find(name);
        return field == null || !isScalar(field) ? null : new Scalar(json(field));
    }

    /** The object of that name; absent when there is none, or when it is no object. */
    @Nullable
    RawObject object(String name) {
        Field field = find(name);
        return field == null || field.kind() != JsonToken.START_OBJECT
                ? null
                : JsonBodies.objectIn(body, field.from(), field.to());
    }

    /** The value as compact JSON. */
    String json(Field field) throws BadEvent {
        try {
            return CompactJson.of(body, field.from(), field.to(), IntakeLimits.EVENT_DEPTH - 1);
        } catch (IllegalArgumentException e) {
            throw new BadEvent(field.name(), String.valueOf(e.getMessage()));
        }
    }

    /** All fields but these, as one compact JSON object in the order received. */
    String without(Set<String> taken) throws BadEvent {
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

    static boolean isString(Field field) {
        return field.kind() == JsonToken.VALUE_STRING;
    }

    static boolean isScalar(Field field) {
        return isString(field) || isNumber(field);
    }

    static boolean isNumber(Field field) {
        return field.kind() == JsonToken.VALUE_NUMBER_INT || field.kind() == JsonToken.VALUE_NUMBER_FLOAT;
    }

    static boolean isInteger(Field field) {
        return field.kind() == JsonToken.VALUE_NUMBER_INT;
    }
}

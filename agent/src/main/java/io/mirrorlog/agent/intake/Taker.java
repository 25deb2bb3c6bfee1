package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.json.RawObject;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes out of an object what a shape has a place for; whatever nobody took, nulls included, is the metadata. */
final class Taker {

    private final RawObject object;
    private final Set<String> taken = new HashSet<>();

    Taker(RawObject object) {
        this.object = object;
    }

    /** The string or number of that name; another type is left to the metadata. */
    @Nullable
    Scalar scalar(String key) {
        return took(key, object.scalar(key));
    }

    /** The string of that name; another type is left to the metadata. */
    @Nullable
    String string(String key) {
        return took(key, object.string(key));
    }

    /** The severity of that name as a word or a number; an unknown one is left to the metadata, as given. */
    Optional<Severity> severity(String key) {
        Optional<Severity> severity = severityIn(object, key);
        severity.ifPresent(known -> taken.add(key));
        return severity;
    }

    /** The idempotency key of that name, if there is one. */
    @Nullable
    Scalar id(String key) throws BadEvent {
        return took(key, idIn(object, key, key));
    }

    /** All that was not taken, as compact JSON. */
    String rest() {
        return object.only(field -> !taken.contains(field.name()));
    }

    static Optional<Severity> severityIn(RawObject object, String key) {
        Scalar given = object.scalar(key);
        return given == null ? Optional.empty() : Severity.read(given.text());
    }

    /** @param path how the field is named to the producer */
    static @Nullable Scalar idIn(RawObject object, String key, String path) throws BadEvent {
        RawObject.Field field = object.find(key);
        if (field == null) {
            return null;
        }
        Scalar id = object.scalar(key);
        if (id == null || !(id.isString() || field.isInteger())) {
            throw new BadEvent(path, "must be a string or an integer");
        }
        if (field.bytes() > IntakeLimits.ID_BYTES) {
            throw new BadEvent(path, "has " + field.bytes() + " bytes; at most " + IntakeLimits.ID_BYTES);
        }
        if (id.text().isEmpty()) {
            throw new BadEvent(path, "must not be empty");
        }
        return id;
    }

    private <T> @Nullable T took(String key, @Nullable T value) {
        if (value != null) {
            taken.add(key);
        }
        return value;
    }
}

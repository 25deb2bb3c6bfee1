package io.mirrorlog.agent.format;

import io.mirrorlog.agent.json.Members;
import io.mirrorlog.connector.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The metadata of a line by WP Activity Log, whose own keys for type, action and user are taken out; one thread. */
final class WsalMetadata {

    private final boolean isWsal;
    private String json;

    /** @param json one compact object */
    WsalMetadata(String json) {
        this.json = json;
        this.isWsal = scalar("Code") != null && (scalar("Severity") != null || scalar("EventType") != null);
    }

    /** Takes out a scalar of this name; null when there is none, or when the line is not WP Activity Log's. */
    @Nullable
    Scalar take(String name) {
        if (!isWsal || scalar(name) == null) {
            return null;
        }
        List<String> kept = new ArrayList<>();
        Scalar taken = null;
        for (var members = new Members(json); members.next(); ) {
            if (taken == null && members.isScalar() && members.isOneOf(name)) {
                taken = new Scalar(members.value());
            } else {
                kept.add(members.text());
            }
        }
        json = "{" + String.join(",", kept) + "}";
        return taken;
    }

    /** The first string or number of this name; null when there is none. */
    @Nullable
    Scalar scalar(String name) {
        var members = new Members(json);
        while (members.find(name)) {
            if (members.isScalar()) {
                return new Scalar(members.value());
            }
        }
        return null;
    }

    /** What stands in for a message that is missing: {@code Object EventType (Code)}, as far as there are such. */
    String message() {
        if (!isWsal) {
            return "";
        }
        Scalar code = Objects.requireNonNull(scalar("Code"));
        return Stream.of(scalar("Object"), scalar("EventType"), new Scalar("\"(" + code + ")\""))
                .filter(Objects::nonNull)
                .map(Scalar::text)
                .collect(Collectors.joining(" "));
    }

    /** What has not been taken out. */
    String json() {
        return json;
    }
}

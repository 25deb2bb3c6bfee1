package io.mirrorlog.connector.syslog;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.http.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as RFC 5424's structured data: {@code [event@32473 id="…" site="…" …][metadata@32473 post.id="7" …]}.
 *
 * <p>What is nested has the names above it in its own, with dots between; each item of a list is a parameter of the same
 * name. 32473 is the number that RFC 5612 leaves for whoever has none. Pure.
 */
final class StructuredData {

    private static final String NUMBER = "@32473";

    /** RFC 5424, section 6.3.3. */
    private static final int NAME_MAX = 32;

    private StructuredData() {}

    static void append(StringBuilder to, Entry entry) {
        Event event = entry.event();
        to.append("[event").append(NUMBER);
        param(to, "id", text(event.id()));
        param(to, "sequence", entry.sequence() > 0 ? Long.toString(entry.sequence()) : null);
        param(to, "site", event.site());
        param(to, "type", text(event.type()));
        param(to, "action", text(event.action()));
        param(to, "user", text(event.user()));
        to.append(']');
        if (!event.metadata().equals(Event.NONE)) {
            to.append("[metadata").append(NUMBER);
            Json.object(Json.read(event.metadata())).forEach((name, value) -> all(to, String.valueOf(name), value));
            to.append(']');
        }
    }

    private static @Nullable String text(@Nullable Scalar value) {
        return value == null ? null : value.text();
    }

    private static void all(StringBuilder to, String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            object.forEach((key, inner) -> all(to, name + "." + key, inner));
        } else if (value instanceof List<?> items) {
            items.forEach(item -> all(to, name, item));
        } else if (value instanceof Json.Digits number) {
            param(to, name, number.text());
        } else {
            param(to, name, String.valueOf(value));
        }
    }

    private static void param(StringBuilder to, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        to.append(' ').append(name(name)).append("=\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\' || c == ']') {
                to.append('\\').append(c);
            } else {
                to.append(c < ' ' || c == 0x7f ? ' ' : c);
            }
        }
        to.append('"');
    }

    private static String name(String wanted) {
        String name = Header.name(wanted, NAME_MAX);
        return name.replace('=', '_').replace(']', '_').replace('"', '_');
    }
}

package io.mirrorlog.agent.format;

import io.mirrorlog.agent.json.Members;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.SiteNames;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON object at the end of a line, taken apart; its own keys are whatever is none of ours. */
final class LineMetadata {

    private static final String[] OURS = {"id", "type", "action", "user", "site", "offset"};

    private final Map<String, Scalar> ours = new HashMap<>();
    private final RestoredKeys own = new RestoredKeys();

    /** @param json one compact object */
    LineMetadata(String json) {
        for (var members = new Members(json); members.next(); ) {
            if (!own.takes(members) && !takes(members)) {
                own.keep(members.text());
            }
        }
    }

    /**
     * Appends the object.
     *
     * @param identifier what the line shows; the site is added where it is another
     * @param shown the offset that the line shows; the producer's is added where it is another
     */
    static void append(StringBuilder to, Event event, String identifier, ZoneOffset shown) {
        to.append('{');
        appendScalars(to, event);
        if (!identifier.equals(event.site())) {
            OwnKeys.appendComma(to);
            JsonStrings.appendQuoted(to.append("\"site\":"), event.site());
        }
        ZoneOffset offset = event.timestamp().getOffset();
        if (!offset.equals(shown)) {
            OwnKeys.appendComma(to);
            Timestamps.appendOffset(to.append("\"offset\":\""), offset);
            to.append('"');
        }
        OwnKeys.IN_LINE.append(to, event.metadata(), event.marks());
        to.append('}');
    }

    /** Appends id, type, action and user, as far as they are there. */
    static void appendScalars(StringBuilder to, Event event) {
        appendScalar(to, "\"id\":", event.id());
        appendScalar(to, "\"type\":", event.type());
        appendScalar(to, "\"action\":", event.action());
        appendScalar(to, "\"user\":", event.user());
    }

    private static void appendScalar(StringBuilder to, String key, @Nullable Scalar scalar) {
        if (scalar != null) {
            OwnKeys.appendComma(to);
            to.append(key).append(scalar.json());
        }
    }

    /** One of the event's fields: id, type, action or user. */
    @Nullable
    Scalar field(String name) {
        return ours.get(name);
    }

    /** The site's name; that under which the line shows it, unless the object knows better. */
    String site(String identifier) {
        Scalar site = ours.get("site");
        return SiteNames.nearest(site == null ? identifier : site.text());
    }

    /** The producer's own offset; the one that the line shows, unless the object knows better. */
    ZoneOffset offset(ZoneOffset shown) {
        Scalar offset = ours.get("offset");
        return offset == null ? shown : ZoneOffset.of(offset.text());
    }

    /** The own metadata, in the order in which it once was received. */
    String metadata() {
        return own.metadata();
    }

    /** The agent's marks. */
    String marks() {
        return own.marks();
    }

    /** Takes one of our keys, the first of its name, if its value can be ours. */
    private boolean takes(Members member) {
        if (!member.isScalar()) {
            return false;
        }
        for (String name : OURS) {
            if (member.isOneOf(name)) {
                var value = new Scalar(member.value());
                return fits(name, value) && ours.putIfAbsent(name, value) == null;
            }
        }
        return false;
    }

    private static boolean fits(String name, Scalar value) {
        return switch (name) {
            case "site" -> value.isString();
            case "offset" -> value.isString() && isOffset(value.text());
            default -> true;
        };
    }

    private static boolean isOffset(String text) {
        try {
            return ZoneOffset.of(text).getId().equals(text) || text.equals("+00:00");
        } catch (DateTimeException e) {
            return false;
        }
    }
}

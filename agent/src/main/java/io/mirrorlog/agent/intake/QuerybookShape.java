package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.format.Timestamps;
import io.mirrorlog.agent.json.JsonScanner;
import io.mirrorlog.agent.json.JsonScanner.BrokenJson;
import io.mirrorlog.agent.json.JsonScanner.Kind;
import io.mirrorlog.agent.json.RawObject;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.SiteNames;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event of Querybook: a row of its table {@code event_log}, or what its pages send.
 *
 * <p>The two name the same things differently; each value stays in the metadata under the name it came with.
 */
final class QuerybookShape {

    /** UTC, as Querybook's database keeps it, does not say so. */
    private static final Pattern WITHOUT_ZONE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[ Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?");

    private static final String TYPE_RULE = "must be the event's type, such as API or CLICK, as a string";
    private static final String DATA_RULE = "must be an object, or a string that holds one as JSON";

    private QuerybookShape() {}

    /** True for what would otherwise lack a message, so no event that says what happened in its own words is taken. */
    static boolean fits(RawObject object) {
        if (object.find("message") != null) {
            return false;
        }
        return isRow(object) ? object.find("event_data") != null : isOfAPage(object);
    }

    private static boolean isRow(RawObject object) {
        return object.find("event_type") != null;
    }

    private static boolean isOfAPage(RawObject object) {
        RawObject.Field data = object.find("data");
        Scalar timestamp = object.scalar("timestamp");
        return object.string("type") != null
                && data != null
                && data.kind() == Kind.OBJECT
                && timestamp != null
                && !timestamp.isString();
    }

    static Draft read(RawObject object) throws BadEvent {
        var taker = new Taker(object);
        boolean page = !isRow(object) && isOfAPage(object);
        Scalar type = type(taker, page ? "type" : "event_type");
        RawObject data = data(object, page ? "data" : "event_data");
        return new Draft(
                timestamp(object, taker),
                site(object, taker),
                Severity.INFORMATIONAL,
                message(type, data),
                taker.id("id"),
                type,
                null,
                user(object, taker),
                metadata(taker, page ? null : data));
    }

    private static Scalar type(Taker taker, String key) throws BadEvent {
        Scalar type = taker.scalar(key);
        if (type == null || !type.isString() || type.text().isBlank()) {
            throw new BadEvent(key, TYPE_RULE);
        }
        return type;
    }

    /** @return absent when the event has none */
    private static @Nullable RawObject data(RawObject object, String key) throws BadEvent {
        RawObject.Field field = object.find(key);
        if (field == null) {
            return null;
        }
        String json = object.string(key);
        RawObject data = json == null ? object.object(key) : held(json, key);
        if (data == null) {
            throw new BadEvent(key, DATA_RULE);
        }
        return data;
    }

    /** The object in a string: some databases, and most exports of them, give a column of JSON so. */
    private static RawObject held(String json, String key) throws BadEvent {
        byte[] text = json.getBytes(UTF_8);
        var scanner = new JsonScanner(text, 0, text.length);
        try {
            if (scanner.peek() != '{') {
                throw new BadEvent(key, DATA_RULE);
            }
            RawObject data = RawObject.read(scanner, text);
            if (scanner.peek() >= 0) {
                throw new BadEvent(key, DATA_RULE + "; something follows it at byte " + scanner.at());
            }
            if (data.depth() >= IntakeLimits.EVENT_DEPTH) {
                throw new BadEvent(
                        key, "is nested " + data.depth() + " levels deep; at most " + (IntakeLimits.EVENT_DEPTH - 1));
            }
            if (data.hasTooManyNames()) {
                throw new BadEvent(key, "has more than " + JsonScanner.NAMES + " different keys");
            }
            if (data.doubled() != null) {
                throw new BadEvent(
                        key, "has " + data.doubled() + " twice; readers disagree on which of the two counts");
            }
            return data;
        } catch (BrokenJson e) {
            throw new BadEvent(key, DATA_RULE + "; it breaks at byte " + e.at() + ": " + e.problem());
        }
    }

    /** When it happened: a row's {@code created_at}, else {@code timestamp}. */
    private static @Nullable OffsetDateTime timestamp(RawObject object, Taker taker) throws BadEvent {
        String key = object.find("created_at") != null ? "created_at" : "timestamp";
        if (object.find(key) == null) {
            return null;
        }
        Scalar given = taker.scalar(key);
        if (given == null) {
            throw new BadEvent(key, "must be a date and time (UTC if it names no zone), or a number since 1970");
        }
        try {
            if (!given.isString()) {
                return Timestamps.ofEpoch(given.text());
            }
            String text = given.text();
            return Timestamps.ofRfc3339(WITHOUT_ZONE.matcher(text).matches() ? text + "Z" : text);
        } catch (IllegalArgumentException e) {
            throw new BadEvent(key, String.valueOf(e.getMessage()));
        }
    }

    /** Querybook itself knows no such key, so one that is no name is left to the metadata like any other. */
    private static @Nullable String site(RawObject object, Taker taker) {
        String site = object.string("site");
        return site != null && SiteNames.isValid(site) ? taker.string("site") : null;
    }

    /** Absent for what nobody did who was known. */
    private static @Nullable Scalar user(RawObject object, Taker taker) throws BadEvent {
        Scalar user = taker.scalar("uid");
        if (user == null && object.find("uid") != null) {
            throw new BadEvent("uid", "must be a number, a string or null");
        }
        return user;
    }

    /** What was called, else what on a page it was about, else where. */
    private static String message(Scalar type, @Nullable RawObject data) {
        String about = "";
        if (data != null) {
            about = joined(" ", data.string("method"), data.string("route"));
            about = about.isEmpty() ? joined(" / ", data.string("component"), data.string("element")) : about;
            about = about.isEmpty() ? joined("", data.string("path")) : about;
        }
        return joined(" ", type.text(), about);
    }

    private static String joined(String between, @Nullable String... words) {
        return Stream.of(words)
                .filter(Objects::nonNull)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(between));
    }

    /**
     * An object that came in a string stands there as itself, so that filters and redaction reach into it.
     *
     * @param data a row's {@code event_data}
     */
    private static String metadata(Taker taker, @Nullable RawObject data) {
        if (data == null || taker.string("event_data") == null) {
            return taker.rest();
        }
        String rest = taker.rest();
        String added = "\"event_data\":" + data.only(field -> true) + "}";
        return rest.equals(Event.NONE) ? "{" + added : rest.substring(0, rest.length() - 1) + "," + added;
    }
}

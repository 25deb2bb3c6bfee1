package io.mirrorlog.agent.format;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Events as they come from real sites, and checks that every format's tests share. */
final class Samples {

    /** WP Activity Log: a user logged in. */
    static final Event LOGIN = new Event(
            OffsetDateTime.parse("2021-11-08T15:41:11.123456+01:00"),
            "example-site",
            Severity.LOW,
            "User logged in.",
            Scalar.of("01932f5e-7a10-7c3e-8f00-0123456789ab"),
            Scalar.of(1000),
            Scalar.of("login"),
            Scalar.of("admin"),
            "{\"ClientIP\":\"203.0.113.9\",\"UserAgent\":\"Mozilla/5.0\",\"CurrentUserID\":1,"
                    + "\"CurrentUserRoles\":[\"administrator\"],\"Severity\":250,\"Object\":\"user\","
                    + "\"SessionID\":\"abc\",\"User\":\"admin\"}",
            Event.NONE);

    /** MediaWiki's EventLogging: the example of the schema analytics/legacy/homepagevisit 1.6.0. */
    static final Event HOMEPAGE_VISIT = new Event(
            OffsetDateTime.parse("2020-04-02T19:11:20.942Z"),
            "enwiki",
            Severity.INFORMATIONAL,
            "eventlogging_HomepageVisit",
            Scalar.of("b0caf18d-6c7f-4403-947d-2712bbe28610"),
            null,
            null,
            null,
            "{\"event\":{\"is_mobile\":true,\"user_editcount\":123,\"user_id\":456,"
                    + "\"impact_module_state\":\"activated\",\"start_email_state\":\"noemail\","
                    + "\"homepage_pageview_token\":\"example token\"},"
                    + "\"meta\":{\"dt\":\"2020-04-02T19:11:20.942Z\","
                    + "\"id\":\"b0caf18d-6c7f-4403-947d-2712bbe28610\","
                    + "\"stream\":\"eventlogging_HomepageVisit\"},\"dt\":\"2020-04-02T19:11:20.942Z\","
                    + "\"client_dt\":\"2020-04-02T19:11:20.942Z\","
                    + "\"$schema\":\"/analytics/legacy/homepagevisit/1.6.0\",\"schema\":\"HomepageVisit\"}",
            Event.NONE);

    private Samples() {}

    /** An event of which only these matter. */
    static Event event(String message, String metadata, String marks) {
        return new Event(
                OffsetDateTime.parse("2026-11-21T10:15:30.000000001Z"),
                "shop",
                Severity.HIGH,
                message,
                null,
                null,
                null,
                null,
                metadata,
                marks);
    }

    /** The same event with other metadata and another id. */
    static Event event(Event event, String metadata, @Nullable Scalar id) {
        return new Event(
                event.timestamp(),
                event.site(),
                event.severity(),
                event.message(),
                id,
                event.type(),
                event.action(),
                event.user(),
                metadata,
                event.marks());
    }

    static Event event(String message) {
        return event(message, Event.NONE, Event.NONE);
    }

    /** The first character of a text that must not stand in a line; empty when all is well. */
    static String unsafeIn(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (JsonStrings.isPair(text, i)) {
                i++;
            } else if (JsonStrings.isUnsafe(c)) {
                return "U+%04X at %d of %s".formatted((int) c, i, text);
            }
        }
        return "";
    }
}

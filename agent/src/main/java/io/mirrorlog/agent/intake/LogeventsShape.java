package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.format.Timestamps;
import io.mirrorlog.agent.json.RawObject;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.SiteNames;
import java.time.OffsetDateTime;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an entry of a MediaWiki's log, as its API lists it, in either {@code formatversion}.
 *
 * <p>The page, the comment and the marks of what is hidden ({@code actionhidden}, {@code suppressed} …) stay in the
 * metadata as they came: an empty string and {@code true} mean the same there, and only the wiki knows which it says.
 */
final class LogeventsShape {

    private LogeventsShape() {}

    /** True for what says in no words of its own what happened; an event that does is ours, whatever its other keys. */
    static boolean fits(RawObject object) {
        return object.find("logid") != null
                && object.find("type") != null
                && object.find("action") != null
                && object.find("message") == null;
    }

    static Draft read(RawObject object) throws BadEvent {
        var taker = new Taker(object);
        Scalar id = taker.id("logid");
        Scalar type = word(taker, "type", "must be the name of the log, such as move");
        Scalar action = word(taker, "action", "must be what was done, such as move_redir");
        Scalar user = taker.scalar("user");
        return new Draft(
                timestamp(object, taker),
                site(object, taker),
                Severity.INFORMATIONAL,
                message(object, type, action, user),
                id,
                type,
                action,
                user,
                taker.rest());
    }

    private static Scalar word(Taker taker, String key, String rule) throws BadEvent {
        Scalar word = taker.scalar(key);
        if (word == null || !word.isString()) {
            throw new BadEvent(key, rule);
        }
        return word;
    }

    private static @Nullable OffsetDateTime timestamp(RawObject object, Taker taker) throws BadEvent {
        if (object.find("timestamp") == null) {
            return null;
        }
        String given = taker.string("timestamp");
        if (given == null) {
            throw new BadEvent("timestamp", "must be a string (RFC 3339)");
        }
        try {
            return Timestamps.ofRfc3339(given);
        } catch (IllegalArgumentException e) {
            throw new BadEvent("timestamp", String.valueOf(e.getMessage()));
        }
    }

    /** The wiki itself knows no such key; who reads many wikis adds it. One that is no name is left to the metadata. */
    private static @Nullable String site(RawObject object, Taker taker) {
        String site = object.string("site");
        return site != null && SiteNames.isValid(site) ? taker.string("site") : null;
    }

    /** {@code user action title: comment}, without what is hidden or was not asked for. */
    private static String message(RawObject object, Scalar type, Scalar action, @Nullable Scalar user) {
        String what = Stream.of(user == null ? "" : user.text(), action.text(), text(object, "title"))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
        if (what.isEmpty()) {
            what = type.text().isEmpty() ? "log entry" : type.text();
        }
        String comment = text(object, "comment");
        return comment.isEmpty() ? what : what + ": " + comment;
    }

    private static String text(RawObject object, String key) {
        String text = object.string(key);
        return text == null ? "" : text;
    }
}

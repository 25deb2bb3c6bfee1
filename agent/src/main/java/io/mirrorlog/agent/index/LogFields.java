package io.mirrorlog.agent.index;

import io.mirrorlog.agent.json.Items;
import io.mirrorlog.agent.json.Members;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What readers of a log ask for and an event has in its metadata, as MediaWiki names it. Pure. Whatever changes here
 * asks for another {@link IndexFile#VERSION}.
 */
public final class LogFields {

    private static final int DIGITS_MAX = 18;

    private LogFields() {}

    /** The site's own where the event's id is a whole number from 1 on that was not used for another event, else the sequence. */
    public static long logId(QueuedEvent queued) {
        Event event = queued.event();
        Scalar id = event.id();
        if (id == null || id.isString() || !isWhole(id.json()) || isReused(event)) {
            return queued.sequence();
        }
        long number = Long.parseLong(id.json());
        return number < 1 ? queued.sequence() : number;
    }

    private static boolean isWhole(String number) {
        if (number.isEmpty() || number.length() > DIGITS_MAX) {
            return false;
        }
        for (int i = 0; i < number.length(); i++) {
            if (number.charAt(i) < '0' || number.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isReused(Event event) {
        return !event.marks().equals(Event.NONE) && new Members(event.marks()).find("id_reused");
    }

    /**
     * What an event says of a page and of who did it.
     *
     * @param title the page's, with its namespace's name; null where there is none
     * @param namespace the page's, by its number: what the event says, else 0, as MediaWiki has it for what is about no page;
     *     null where the page is hidden
     * @param userId the number of who did it on the site; null where there is none
     */
    public record Facts(
            @Nullable String title,
            @Nullable Long namespace,
            @Nullable Long userId) {}

    /** Reads them in one walk. */
    public static Facts facts(Event event) {
        String title = null;
        Long namespace = null;
        Long userId = null;
        boolean hidden = false;
        for (var members = new Members(event.metadata()); members.next(); ) {
            if (members.isOneOf("title")) {
                title = members.kind() == '"' ? JsonStrings.unquote(members.value()) : null;
            } else if (members.isOneOf("ns")) {
                namespace = whole(members.value());
            } else if (members.isOneOf("userid")) {
                userId = whole(members.value());
            } else if (members.isOneOf("actionhidden")) {
                hidden = true;
            }
        }
        return new Facts(title, namespace == null && !hidden ? Long.valueOf(0) : namespace, userId);
    }

    private static @Nullable Long whole(String number) {
        String digits = number.startsWith("-") ? number.substring(1) : number;
        return isWhole(digits) ? Long.valueOf(number) : null;
    }

    /** The change tags. */
    public static Set<String> tags(Event event) {
        var members = new Members(event.metadata());
        Set<String> tags = new TreeSet<>();
        if (members.find("tags") && members.kind() == '[') {
            for (var items = new Items(members.value()); items.next(); ) {
                if (items.value().charAt(0) == '"') {
                    tags.add(JsonStrings.unquote(items.value()));
                }
            }
        }
        return tags;
    }
}

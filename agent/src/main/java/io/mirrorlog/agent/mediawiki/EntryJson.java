package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.index.LogFields;
import io.mirrorlog.agent.json.Members;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.web.JsonText;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event as an entry of a wiki's log. Pure.
 *
 * <p>What came from a wiki's log is shown as it came. Of any other event, the message is the comment and the metadata
 * are the parameters, so that nothing of it stays unseen; a title that it has is its page, which nobody has an id for.
 *
 * @param props what of it is asked for
 * @param sites every entry tells its site, and its sequence is its log id
 */
record EntryJson(ApiForm form, Set<String> props, boolean sites) {

    String of(QueuedEvent queued) {
        Event event = queued.event();
        var json = new JsonText().open();
        boolean entry = isEntry(event);
        boolean hidden = false;
        if (props.contains("ids")) {
            json.key("logid").number(sites ? queued.sequence() : LogFields.logId(queued));
        }
        if (asks("ids", "title", "details")) {
            hidden |= mark(json, event, "actionhidden");
        }
        writePage(json, event, entry);
        if (props.contains("details")) {
            writeParams(json, event, entry);
        }
        if (props.contains("type")) {
            json.key("type").text(text(event.type())).key("action").text(text(event.action()));
        }
        if (asks("user", "userid")) {
            hidden |= mark(json, event, "userhidden");
            writeUser(json, event);
        }
        if (props.contains("timestamp")) {
            json.key("timestamp").text(WikiTime.shown(event.timestamp().toInstant()));
        }
        if (asks("comment", "parsedcomment")) {
            hidden |= mark(json, event, "commenthidden");
            writeComment(json, event, entry);
        }
        if (props.contains("tags")) {
            String tags = value(event, "tags");
            json.key("tags").raw(tags != null && tags.startsWith("[") ? tags : "[]");
        }
        if (hidden) {
            mark(json, event, "suppressed");
        }
        if (sites) {
            json.key("site").text(event.site());
        }
        return json.close().toString();
    }

    /** True for what a wiki's API has told: it gives every entry a page, or says that it is hidden. */
    private static boolean isEntry(Event event) {
        return value(event, "logpage") != null
                || value(event, "pageid") != null
                || value(event, "actionhidden") != null
                || text(event, "params", '{') != null;
    }

    private void writePage(JsonText json, Event event, boolean entry) {
        if (props.contains("title")) {
            LogFields.Facts page = LogFields.facts(event);
            if (!entry || page.title() != null) {
                json.key("ns").number(page.namespace() == null ? 0 : page.namespace());
                json.key("title").text(page.title() == null ? "" : page.title());
            }
        }
        if (props.contains("ids")) {
            writeId(json, event, "pageid", entry);
            writeId(json, event, "logpage", entry);
            writeId(json, event, "revid", true);
        }
    }

    private static void writeId(JsonText json, Event event, String key, boolean entry) {
        String id = value(event, key);
        if (entry && id != null) {
            json.key(key).raw(id);
        } else if (!entry) {
            json.key(key).number(0);
        }
    }

    private void writeParams(JsonText json, Event event, boolean entry) {
        String params = entry ? text(event, "params", '{') : event.metadata();
        if (params != null) {
            json.key("params").raw(StoredJson.in(form, params));
        }
    }

    private void writeUser(JsonText json, Event event) {
        Scalar user = event.user();
        if (props.contains("user") && user != null) {
            json.key("user").text(user.text());
        }
        String id = value(event, "userid");
        if (props.contains("userid") && id != null) {
            json.key("userid").raw(id);
        }
        mark(json, event, "temp");
        mark(json, event, "anon");
    }

    private void writeComment(JsonText json, Event event, boolean entry) {
        String quoted = entry ? text(event, "comment", '"') : JsonStrings.quote(event.message());
        if (quoted == null) {
            return;
        }
        String comment = JsonStrings.unquote(quoted);
        if (props.contains("comment")) {
            json.key("comment").text(comment);
        }
        if (props.contains("parsedcomment")) {
            String parsed = entry ? text(event, "parsedcomment", '"') : null;
            json.key("parsedcomment").text(parsed != null ? JsonStrings.unquote(parsed) : Html.escaped(comment));
        }
    }

    /** Writes a mark that the event has: an empty string, as the older form has it, or true. */
    private boolean mark(JsonText json, Event event, String key) {
        String value = value(event, key);
        boolean marked = value != null && (value.equals("\"\"") || value.equals("true"));
        if (marked) {
            form.mark(json, key);
        }
        return marked;
    }

    private boolean asks(String... any) {
        for (String prop : any) {
            if (props.contains(prop)) {
                return true;
            }
        }
        return false;
    }

    private static String text(@Nullable Scalar scalar) {
        return scalar == null ? "" : scalar.text();
    }

    /** The value in JSON, where it is of the kind that begins so. */
    private static @Nullable String text(Event event, String key, char kind) {
        String value = value(event, key);
        return value != null && value.charAt(0) == kind ? value : null;
    }

    private static @Nullable String value(Event event, String key) {
        var members = new Members(event.metadata());
        return members.find(key) ? members.value() : null;
    }
}

package io.mirrorlog.connector.slack;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Severity;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a message as Slack takes it: a text, and for each event that it shows an attachment with a bar in the colour of its
 * severity. Nothing of it is markup, and nobody is mentioned.
 */
final class Message {

    /** Of the 4,000 characters that Slack keeps together in one message, as it counts them otherwise perhaps. */
    private static final int TEXT_MOST = 3_900;

    /** Slack folds what is longer. */
    private static final int MESSAGE_MOST = 500;

    private static final int SITES_MOST = 2_000;
    private static final int NAME_MOST = 200;

    private final StringBuilder json = new StringBuilder();
    private final ZoneId zone;

    private Message(ZoneId zone) {
        this.zone = zone;
    }

    /** @param channel where the message goes, unless the URL says that */
    static String of(Selection selection, @Nullable String channel, ZoneId zone) {
        return new Message(zone).written(selection, channel);
    }

    private String written(Selection selection, @Nullable String channel) {
        json.append('{');
        if (channel != null) {
            JsonStrings.appendQuoted(json.append("\"channel\":"), channel);
            json.append(',');
        }
        JsonStrings.appendQuoted(json.append("\"text\":"), text(selection));
        json.append(",\"attachments\":[");
        selection.shown().forEach(entry -> {
            appendShown(entry, selection.isSingle());
            json.append(',');
        });
        if (selection.counted().isEmpty()) {
            json.setLength(json.length() - 1);
        } else {
            appendDigest(selection.counted());
        }
        return json.append("],\"mrkdwn\":false,\"parse\":\"none\",\"link_names\":false,"
                        + "\"unfurl_links\":false,\"unfurl_media\":false}")
                .toString();
    }

    /** What stands above, and in a notification on a phone. */
    private static String text(Selection selection) {
        if (selection.isSingle()) {
            return Plain.of(said(selection.shown().get(0)), TEXT_MOST);
        }
        List<Entry> all = new ArrayList<>(selection.shown());
        all.addAll(selection.counted());
        return Digest.headline(all);
    }

    private static String said(Entry entry) {
        Event event = entry.event();
        return event.severity() + " · " + entry.identifier() + " · " + event.message();
    }

    /** @param single its message stands in the text already */
    private void appendShown(Entry entry, boolean single) {
        Event event = entry.event();
        beginAttachment(event.severity());
        if (!single) {
            appendSection(Plain.of(said(entry), MESSAGE_MOST));
            json.append(',');
        }
        json.append("{\"type\":\"context\",\"elements\":[");
        appendText(Digest.time(event.timestamp(), zone));
        if (event.user() != null) {
            appendNext("user " + event.user().text());
        }
        if (event.type() != null) {
            String action = event.action() == null ? "" : "/" + event.action().text();
            appendNext(event.type().text() + action);
        }
        if (event.id() != null) {
            appendNext("id " + event.id().text());
        }
        json.append("]}]}");
    }

    private void appendDigest(List<Entry> counted) {
        beginAttachment(Collections.min(
                counted.stream().map(entry -> entry.event().severity()).toList()));
        appendSection(Digest.headline(counted) + "\n" + Digest.span(counted, zone) + "\n"
                + Plain.of(Digest.sites(counted), SITES_MOST));
        json.append("]}");
    }

    private void beginAttachment(Severity severity) {
        json.append("{\"color\":\"").append(color(severity)).append("\",\"blocks\":[");
    }

    private void appendSection(String text) {
        json.append("{\"type\":\"section\",\"text\":");
        appendText(text);
        json.append('}');
    }

    private void appendNext(String element) {
        json.append(',');
        appendText(Plain.of(element, NAME_MOST));
    }

    private void appendText(String text) {
        JsonStrings.appendQuoted(json.append("{\"type\":\"plain_text\",\"emoji\":false,\"text\":"), text);
        json.append('}');
    }

    private static String color(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "#B3261E";
            case HIGH -> "#E8912D";
            case MEDIUM -> "#F2C744";
            case LOW -> "#3B82C4";
            case INFORMATIONAL -> "#9AA0A6";
        };
    }
}

package io.mirrorlog.agent.poll;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.connector.JsonStrings;
import java.time.Instant;
import java.util.Set;

/**
 * An entry of a {@link FakeWiki}'s log.
 *
 * @param parameter among its params, however long
 * @param broken true when the wiki's code fails over its params
 */
record FakeEntry(long logid, Instant timestamp, String comment, String tag, String parameter, boolean broken) {

    FakeEntry(long logid, Instant timestamp) {
        this(logid, timestamp, "why not", "new", "", false);
    }

    FakeEntry commented(String text) {
        return new FakeEntry(logid, timestamp, text, tag, parameter, broken);
    }

    FakeEntry tagged(String text) {
        return new FakeEntry(logid, timestamp, comment, text, parameter, broken);
    }

    FakeEntry with(String text) {
        return new FakeEntry(logid, timestamp, comment, tag, text, broken);
    }

    FakeEntry asBroken() {
        return new FakeEntry(logid, timestamp, comment, tag, parameter, true);
    }

    /** As {@code list=logevents} tells it. */
    String json(Set<String> properties) {
        var json = new StringBuilder("{");
        add(json, properties, "ids", "\"logid\":" + logid);
        add(json, properties, "title", "\"ns\":0,\"title\":\"Page " + logid + "\"");
        add(json, properties, "ids", "\"pageid\":" + logid + ",\"logpage\":" + logid);
        add(json, properties, "details", "\"params\":{\"n\":1.0" + given() + "}");
        add(json, properties, "type", "\"type\":\"move\",\"action\":\"move\"");
        add(json, properties, "user", "\"user\":\"Ünal\"");
        add(json, properties, "userid", "\"userid\":3");
        add(json, properties, "timestamp", "\"timestamp\":\"" + timestamp + "\"");
        add(json, properties, "comment", "\"comment\":" + JsonStrings.quote(comment));
        add(json, properties, "tags", "\"tags\":[" + JsonStrings.quote(tag) + "]");
        return json.append('}').toString();
    }

    private String given() {
        return parameter.isEmpty() ? "" : ",\"x\":" + JsonStrings.quote(parameter);
    }

    private static void add(StringBuilder json, Set<String> properties, String property, String members) {
        if (properties.contains(property)) {
            json.append(json.length() > 1 ? "," : "").append(members);
        }
    }

    /** What it counts towards the most that an answer may hold: the wiki counts values and no names. */
    int size(Set<String> properties) {
        return 50
                + (properties.contains("details") ? parameter.getBytes(UTF_8).length : 0)
                + (properties.contains("comment") ? comment.getBytes(UTF_8).length : 0)
                + (properties.contains("tags") ? tag.getBytes(UTF_8).length : 0);
    }
}

package io.mirrorlog.agent.web;

import io.mirrorlog.connector.JsonStrings;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes JSON piece by piece; a comma comes by itself where one is needed. One thread. */
public final class JsonText {

    private final StringBuilder json = new StringBuilder(1024);

    public JsonText open() {
        json.append('{');
        return this;
    }

    public JsonText close() {
        json.append('}');
        return this;
    }

    public JsonText openList() {
        json.append('[');
        return this;
    }

    public JsonText closeList() {
        json.append(']');
        return this;
    }

    public JsonText key(String key) {
        item();
        JsonStrings.appendQuoted(json, key);
        json.append(':');
        return this;
    }

    /** What follows is the next item of a list. */
    public JsonText item() {
        char last = json.charAt(json.length() - 1);
        if (last != '{' && last != '[') {
            json.append(',');
        }
        return this;
    }

    public JsonText number(long number) {
        json.append(number);
        return this;
    }

    public JsonText bool(boolean value) {
        json.append(value);
        return this;
    }

    public JsonText texts(List<String> texts) {
        openList();
        texts.forEach(text -> item().text(text));
        return closeList();
    }

    public JsonText text(@Nullable String text) {
        if (text == null) {
            json.append("null");
        } else {
            JsonStrings.appendQuoted(json, text);
        }
        return this;
    }

    public JsonText time(@Nullable Instant time) {
        return text(time == null ? null : time.toString());
    }

    public JsonText flag(boolean flag) {
        json.append(flag);
        return this;
    }

    /** JSON that is written already. */
    public JsonText raw(String value) {
        json.append(value);
        return this;
    }

    @Override
    public String toString() {
        return json.toString();
    }
}

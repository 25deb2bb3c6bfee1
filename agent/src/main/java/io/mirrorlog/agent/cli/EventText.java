package io.mirrorlog.agent.cli;

import io.mirrorlog.connector.JsonStrings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Builds the JSON of one event out of what stands on a command line. For one thread. */
final class EventText {

    private static final Pattern EPOCH = Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{1,9})?");

    private final Map<String, String> members = new LinkedHashMap<>();

    /** Adds what an option gives; nothing when it is absent. */
    EventText with(String key, @Nullable String text) {
        if (text != null) {
            members.put(key, JsonStrings.quote(text));
        }
        return this;
    }

    /** Adds a time, which may also be a number. */
    EventText withTime(String key, @Nullable String time) {
        if (time != null && EPOCH.matcher(time).matches()) {
            members.put(key, time);
            return this;
        }
        return with(key, time);
    }

    /**
     * Adds {@code key=text} or {@code key:=JSON}.
     *
     * @throws ExitException when it is neither, or the key is there already
     */
    EventText withPair(String pair) throws ExitException {
        int equals = pair.indexOf('=');
        boolean json = equals > 0 && pair.charAt(equals - 1) == ':';
        String key = pair.substring(0, Math.max(0, json ? equals - 1 : equals));
        if (key.isEmpty()) {
            throw new ExitException(Exit.USAGE, pair + ": is no metadata; write key=text or key:=JSON");
        }
        String value = pair.substring(equals + 1);
        if (json && !Json.isValue(value)) {
            throw new ExitException(Exit.USAGE, pair + ": has no JSON value; for text write " + key + "=" + value);
        }
        if (members.putIfAbsent(key, json ? value : JsonStrings.quote(value)) != null) {
            throw new ExitException(Exit.USAGE, key + ": is given twice");
        }
        return this;
    }

    String json() {
        var json = new StringBuilder("{");
        members.forEach((key, value) -> {
            json.append(json.length() == 1 ? "" : ",");
            JsonStrings.appendQuoted(json, key);
            json.append(':').append(value);
        });
        return json.append('}').toString();
    }
}

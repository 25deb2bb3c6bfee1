package io.mirrorlog.agent.redact;

import io.mirrorlog.agent.json.Items;
import io.mirrorlog.agent.json.Members;
import io.mirrorlog.connector.JsonStrings;
import java.util.LinkedHashMap;
import java.util.Map;

/** The texts of one event that are not shown any more, and what is shown in the place of each. For one thread. */
final class HiddenTexts {

    /** Shorter ones are parts of too many words. */
    private static final int SHORTEST = 3;

    private final Map<String, String> texts = new LinkedHashMap<>();

    /** The first one to hide a text decides what is shown for it. */
    void add(String text, String instead) {
        String bare = text.strip();
        String sought = isLongEnough(bare) ? bare : text;
        if (isLongEnough(sought) && !sought.equals(instead)) {
            texts.putIfAbsent(sought, instead);
        }
    }

    private static boolean isLongEnough(String text) {
        return text.codePointCount(0, text.length()) >= SHORTEST;
    }

    /**
     * Adds a value: of a list or an object, all that is in it. Names of keys, true and false are words of every language.
     *
     * @param json compact
     */
    void addAll(String json, String instead) {
        switch (json.charAt(0)) {
            case '{' -> {
                for (var members = new Members(json); members.next(); ) {
                    addAll(members.value(), instead);
                }
            }
            case '[' -> {
                for (var items = new Items(json); items.next(); ) {
                    addAll(items.value(), instead);
                }
            }
            case '"' -> add(JsonStrings.unquote(json), instead);
            case 't', 'f', 'n' -> {}
            default -> add(json, instead);
        }
    }

    /**
     * The message without them.
     *
     * @return {@link Treatment#MASKED} alone for one that it would take too long to search
     */
    String takenOutOf(String message) {
        if (texts.isEmpty()) {
            return message;
        }
        String shown = words().replacedIn(message);
        return shown == null ? Treatment.MASKED : shown;
    }

    /** All of them, to be sought. */
    WholeWords words() {
        return new WholeWords(texts);
    }
}

package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.web.JsonText;
import io.mirrorlog.connector.JsonStrings;
import java.util.Set;

/**
 * How an answer is written.
 *
 * @param modern {@code formatversion=2}: truths are {@code true} and {@code false}. In the older form what is true is an
 *     empty string, what is false is absent
 * @param errors how errors and warnings are told: {@code bc}, the oldest way, or one of the others
 * @param ascii every other character is escaped
 */
record ApiForm(boolean modern, String errors, boolean ascii) {

    static final String OLDEST = "bc";

    private static final Set<String> ERRORS = Set.of(OLDEST, "plaintext", "wikitext", "html", "raw", "none");

    /** That of a client that asks for nothing in particular. */
    static final ApiForm USUAL = new ApiForm(false, OLDEST, true);

    /** @throws ApiFault when there is no such form; told in the usual one */
    static ApiForm of(ApiParameters parameters) throws ApiFault {
        parameters.know(Set.of("utf8", "ascii"));
        String version = parameters.text("formatversion", "1");
        String errors = parameters.text("errorformat", OLDEST);
        boolean modern = version.equals("2") || version.equals("latest");
        if (!modern && !version.equals("1")) {
            throw ApiFault.badValue("json", "formatversion", version);
        }
        if (!ERRORS.contains(errors)) {
            throw ApiFault.badValue(ApiFault.MAIN, "errorformat", errors);
        }
        return new ApiForm(modern, errors, modern ? parameters.flag("ascii") : !parameters.flag("utf8"));
    }

    boolean tellsErrorsTheOldestWay() {
        return errors.equals(OLDEST);
    }

    /** Writes a member that is true or false. */
    void flag(JsonText json, String key, boolean flag) {
        if (modern) {
            json.key(key).bool(flag);
        } else if (flag) {
            json.key(key).text("");
        }
    }

    /** Writes a member that is there only when true. */
    void mark(JsonText json, String key) {
        flag(json, key, true);
    }

    /** The key of a text that is all there is to say: the older form has a star for it. */
    String key(String modernKey) {
        return modern ? modernKey : "*";
    }

    /** The answer's text as it is sent. */
    String written(String json) {
        if (!ascii || json.chars().allMatch(c -> c < 0x7f)) {
            return json;
        }
        var text = new StringBuilder(json.length() + 64);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < 0x7f) {
                text.append(c);
            } else {
                JsonStrings.appendUnicodeEscape(text, c); // only strings hold such a character
            }
        }
        return text.toString();
    }
}

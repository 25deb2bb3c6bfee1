package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.json.Items;
import io.mirrorlog.agent.json.Members;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Turns JSON of an event into one of the two forms in which MediaWiki writes truths. Pure.
 *
 * <p>From the newer form to the older nothing has to be known. Back, an empty string may be a truth or just empty: there
 * only the names count that MediaWiki's own logs give to truths.
 */
final class StoredJson {

    /** Where one of these is an empty string, it is true. */
    private static final Set<String> TRUTHS = Set.of("cascade", "sitewide", "suppressredirect");

    /** In an object that has a bitmask, these tell its bits: each is there in the newer form. */
    private static final List<String> BITS = List.of("content", "comment", "user", "restricted");

    private StoredJson() {}

    /** @param json valid and compact */
    static String in(ApiForm form, String json) {
        return switch (json.charAt(0)) {
            case '{' -> object(form, json);
            case '[' -> list(form, json);
            default -> json;
        };
    }

    private static String list(ApiForm form, String json) {
        var written = new StringJoiner(",", "[", "]");
        for (var items = new Items(json); items.next(); ) {
            written.add(in(form, items.value()));
        }
        return written.toString();
    }

    private static String object(ApiForm form, String json) {
        var written = new StringJoiner(",", "{", "}");
        boolean bits = form.modern() && new Members(json).find("bitmask");
        var members = new Members(json);
        while (members.next()) {
            String value = members.value();
            if (form.modern()) {
                boolean truth = value.equals("\"\"")
                        && (TRUTHS.contains(members.name()) || (bits && BITS.contains(members.name())));
                written.add(key(members) + (truth ? "true" : in(form, value)));
            } else if (!value.equals("false")) {
                written.add(key(members) + (value.equals("true") ? "\"\"" : in(form, value)));
            }
        }
        if (bits) {
            for (String bit : BITS) {
                if (!new Members(json).find(bit)) {
                    written.add("\"" + bit + "\":false");
                }
            }
        }
        return written.toString();
    }

    private static String key(Members members) {
        String text = members.text();
        return text.substring(0, members.valueFrom() - members.from());
    }
}

package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.web.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code action=query}: the log, and what clients ask about the wiki and themselves. Safe for many threads. */
final class QueryAction {

    private static final String PATH = "query";
    private static final String LOGEVENTS = "logevents";

    private static final List<String> LISTS = List.of(LOGEVENTS);
    private static final List<String> METAS = List.of("siteinfo", "tokens", "userinfo");

    static final List<Parameter> PARAMETERS = List.of(
            Parameter.manyOf("prop", "string"),
            Parameter.someOf("list", LISTS, null).ofModules("query+"),
            Parameter.someOf("meta", METAS, null).ofModules("query+"),
            Parameter.of("continue", "string"),
            Parameter.of("rawcontinue", "boolean"));

    /** They have a meaning for pages, of which there are none. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("indexpageids", "redirects", "converttitles", "iwurl");

    private final Logevents logevents;
    private final Siteinfo siteinfo;

    QueryAction(Logevents logevents, Siteinfo siteinfo) {
        this.logevents = logevents;
        this.siteinfo = siteinfo;
    }

    /** The last members of the answer. */
    Map<String, String> of(Asking asking) throws ApiFault {
        ApiParameters parameters = asking.parameters();
        parameters.know(WITHOUT_EFFECT);
        boolean raw = parameters.flag("rawcontinue");
        List<String> done = done(parameters.text("continue", ""));
        List<String> metas = known(asking, "meta", METAS);
        List<String> lists = known(asking, "list", LISTS);
        known(asking, "prop", List.of());
        Map<String, String> query = new LinkedHashMap<>();
        if (!raw) {
            asking.result().part("batchcomplete", asking.form().modern() ? "true" : "\"\"");
        }
        if (done.contains(LOGEVENTS)) {
            parameters.know(Logevents.NAMES);
        } else if (lists.contains(LOGEVENTS)) {
            Logevents.Page page = logevents.page(asking);
            query.put(LOGEVENTS, page.json());
            if (page.next() != null) {
                goOn(asking.result(), page.next(), raw, metas);
            }
        }
        for (String meta : metas) {
            Map<String, String> told = meta(meta, asking);
            if (!done.contains(meta)) {
                query.putAll(told);
            }
        }
        return query.isEmpty() ? Map.of() : Map.of("query", object(query));
    }

    private Map<String, String> meta(String name, Asking asking) {
        return switch (name) {
            case "siteinfo" -> siteinfo.of(asking);
            case "userinfo" -> Userinfo.of(asking);
            default -> Tokens.of(asking);
        };
    }

    private static void goOn(ApiResult result, String next, boolean raw, List<String> metas) {
        var json = new JsonText().open();
        if (raw) {
            json.key(LOGEVENTS).open().key("lecontinue").text(next).close();
            result.part("query-continue", json.close().toString());
        } else {
            json.key("lecontinue").text(next);
            json.key("continue").text("-||" + String.join("|", metas)); // those need not be told again
            result.part("continue", json.close().toString());
        }
    }

    /** The modules that were told with an earlier page. */
    private static List<String> done(String text) throws ApiFault {
        if (text.isEmpty()) {
            return List.of();
        }
        String[] parts = text.split("\\|\\|", -1);
        if (parts.length != 2) {
            throw ApiFault.badContinue(PATH);
        }
        return List.of(parts[1].split("\\|", -1));
    }

    private static List<String> known(Asking asking, String parameter, List<String> modules) {
        List<String> asked = asking.parameters().list(parameter, "");
        List<String> unknown = new ArrayList<>(asked);
        unknown.removeAll(modules);
        Unrecognized.warn(asking.result(), PATH, parameter, unknown);
        return asked.stream().filter(modules::contains).toList();
    }

    private static String object(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> new JsonText().text(member.getKey()) + ":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}

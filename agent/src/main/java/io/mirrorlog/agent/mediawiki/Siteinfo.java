package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.web.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code meta=siteinfo}: what clients ask before anything else. Pure. */
final class Siteinfo {

    /** What clients compare to know what they may ask; the answers are as this release gives them. */
    private static final String GENERATOR = "MediaWiki 1.39.0";

    private static final String PATH = "query+siteinfo";
    private static final String CASE = "first-letter";

    private static final List<String> PROPS =
            List.of("general", "namespaces", "namespacealiases", "extensions", "interwikimap", "magicwords");

    static final List<Parameter> PARAMETERS = List.of(
            Parameter.someOf("prop", PROPS, "general"),
            Parameter.of("filteriw", "string"),
            Parameter.of("inlanguagecode", "string"));

    private final String version;

    /** @param version of the agent */
    Siteinfo(String version) {
        this.version = version;
    }

    /** The members that it adds to the result. */
    Map<String, String> of(Asking asking) {
        List<String> asked = asking.parameters().list("siprop", "general");
        List<String> wanted = asked.equals(List.of("*")) ? PROPS : asked;
        Map<String, String> members = new LinkedHashMap<>();
        for (String prop : wanted) {
            switch (prop) {
                case "general" -> members.put(prop, general(asking));
                case "namespaces" -> members.put(prop, namespaces(asking.form()));
                case "namespacealiases" -> members.put(prop, aliases(asking.form()));
                case "extensions", "interwikimap", "magicwords" -> members.put(prop, "[]");
                default -> {} // told below
            }
        }
        Unrecognized.warn(
                asking.result(),
                PATH,
                "siprop",
                wanted.stream().filter(prop -> !PROPS.contains(prop)).toList());
        return members;
    }

    private String general(Asking asking) {
        Wiki wiki = asking.wiki();
        ApiForm form = asking.form();
        var json = new JsonText().open();
        json.key("mainpage").text("Main Page");
        json.key("base").text(wiki.server() + wiki.path() + "/");
        json.key("sitename").text(wiki.name());
        json.key("generator").text(GENERATOR);
        json.key("mirror").text("Mirrorlog " + version);
        json.key("case").text(CASE);
        json.key("lang").text("en");
        json.key("fallback").openList().closeList();
        form.flag(json, "rtl", false);
        form.flag(json, "readonly", true);
        json.key("readonlyreason").text("A mirror is only read.");
        form.flag(json, "writeapi", false);
        json.key("timezone").text("UTC").key("timeoffset").number(0);
        json.key("articlepath").text(wiki.path() + "/$1");
        json.key("scriptpath").text(wiki.path());
        json.key("script").text(wiki.path() + "/index.php");
        json.key("server").text(wiki.server());
        json.key("servername").text(wiki.server().replaceFirst("^https?://", ""));
        json.key("wikiid").text(wiki.name());
        json.key("time").text(WikiTime.shown(asking.now()));
        json.key("legaltitlechars").text(" %!\"$&'()*,\\-.\\/0-9:;=?@A-Z\\\\^_`a-z~\\x80-\\xFF+");
        json.key("invalidusernamechars").text("@:>");
        return json.close().toString();
    }

    private static String namespaces(ApiForm form) {
        var json = new JsonText().open();
        for (WikiNamespace namespace : WikiNamespace.values()) {
            json.key(String.valueOf(namespace.id())).open();
            json.key("id").number(namespace.id());
            json.key("case").text(CASE);
            if (form.modern()) {
                json.key("name").text(namespace.text());
            }
            form.flag(json, "subpages", namespace.hasSubpages());
            if (namespace != WikiNamespace.MAIN) {
                json.key("canonical").text(namespace.text());
            }
            form.flag(json, "content", namespace == WikiNamespace.MAIN);
            form.flag(json, "nonincludable", false);
            if (!form.modern()) {
                json.key("*").text(namespace.text());
            }
            json.close();
        }
        return json.close().toString();
    }

    private static String aliases(ApiForm form) {
        var json = new JsonText().openList();
        for (WikiNamespace namespace : WikiNamespace.values()) {
            if (!namespace.alias().isEmpty()) {
                json.item().open().key("id").number(namespace.id());
                json.key(form.key("alias")).text(namespace.alias()).close();
            }
        }
        return json.closeList().toString();
    }
}

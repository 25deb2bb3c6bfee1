package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.web.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code action=paraminfo}: what parameters there are, for clients that ask before they use one. Pure. */
final class Paraminfo {

    private static final String PATH = "paraminfo";

    /**
     * One module.
     *
     * @param group what it belongs to; empty for the outermost
     */
    private record Module(String group, String prefix, List<Parameter> parameters) {}

    static final List<Parameter> PARAMETERS = List.of(
            Parameter.manyOf("modules", "string"),
            Parameter.oneOf("helpformat", List.of("html", "none", "raw", "wikitext"), "none"));

    private static final Map<String, Module> MODULES = modules();

    private Paraminfo() {}

    private static Map<String, Module> modules() {
        Map<String, Module> modules = new LinkedHashMap<>();
        modules.put(ApiFault.MAIN, new Module("", "", MediaWikiApi.PARAMETERS));
        modules.put(
                "json",
                new Module(
                        "format",
                        "",
                        List.of(
                                Parameter.of("utf8", "boolean"),
                                Parameter.of("ascii", "boolean"),
                                Parameter.oneOf("formatversion", List.of("1", "2", "latest"), "1"))));
        modules.put(PATH, new Module("action", "", PARAMETERS));
        modules.put("query", new Module("action", "", QueryAction.PARAMETERS));
        modules.put(LogeventsWish.PATH, new Module("list", "le", Logevents.PARAMETERS));
        modules.put("query+siteinfo", new Module("meta", "si", Siteinfo.PARAMETERS));
        modules.put("query+tokens", new Module("meta", "", Tokens.PARAMETERS));
        modules.put("query+userinfo", new Module("meta", "ui", Userinfo.PARAMETERS));
        return modules;
    }

    /** The last members of the answer. */
    static Map<String, String> of(Asking asking) {
        asking.parameters().know(List.of("helpformat", "mainmodule", "pagesetmodule", "formatmodules"));
        List<String> asked = new ArrayList<>(asking.parameters().list("modules", ""));
        asking.parameters().list("querymodules", "").forEach(name -> asked.add("query+" + name));
        var json = new JsonText()
                .open()
                .key("helpformat")
                .text("none")
                .key("modules")
                .openList();
        for (String path : asked) {
            Module module = MODULES.get(path);
            if (module == null) {
                asking.result().warn(PATH, "badmodule", "The module \"" + path + "\" does not exist.", Map.of());
            } else {
                write(json.item(), asking.form(), path, module);
            }
        }
        return Map.of("paraminfo", json.closeList().close().toString());
    }

    private static void write(JsonText json, ApiForm form, String path, Module module) {
        json.open()
                .key("name")
                .text(path.substring(path.indexOf('+') + 1))
                .key("path")
                .text(path);
        if (!module.group().isEmpty()) {
            json.key("group").text(module.group());
        }
        json.key("prefix").text(module.prefix());
        form.flag(json, "readrights", module.group().equals("list"));
        json.key("parameters").openList();
        int index = 1;
        for (Parameter parameter : module.parameters()) {
            parameter.write(json.item(), form, index++);
        }
        json.closeList().key("templatedparameters").openList().closeList().close();
    }
}

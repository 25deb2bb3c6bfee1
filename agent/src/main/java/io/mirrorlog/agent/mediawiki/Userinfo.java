package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.web.JsonText;
import java.util.List;
import java.util.Map;

/** {@code meta=userinfo}: who the client is to the agent. Pure. */
final class Userinfo {

    private static final String PATH = "query+userinfo";

    private static final List<String> PROPS =
            List.of("blockinfo", "editcount", "groups", "hasmsg", "options", "ratelimits", "rights");

    static final List<Parameter> PARAMETERS = List.of(Parameter.someOf("prop", PROPS, null));

    private Userinfo() {}

    static Map<String, String> of(Asking asking) {
        List<String> asked = asking.parameters().list("uiprop", "");
        List<String> wanted = asked.equals(List.of("*")) ? PROPS : asked;
        Reader reader = asking.reader();
        ApiForm form = asking.form();
        var json = new JsonText().open();
        json.key("id").number(reader.id()).key("name").text(reader.name());
        if (!reader.named()) {
            form.mark(json, "anon");
        }
        for (String prop : wanted) {
            switch (prop) {
                case "hasmsg" -> form.flag(json, "messages", false);
                case "groups" -> json.key("groups").texts(reader.groups());
                case "rights" -> json.key("rights").texts(reader.rights());
                case "options", "ratelimits" -> json.key(prop).open().close();
                case "editcount" -> json.key(prop).number(0);
                default -> {} // blockinfo: nobody is blocked; all others are told below
            }
        }
        Unrecognized.warn(
                asking.result(),
                PATH,
                "uiprop",
                wanted.stream().filter(prop -> !PROPS.contains(prop)).toList());
        return Map.of("userinfo", json.close().toString());
    }
}

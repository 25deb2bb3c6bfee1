package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.web.JsonText;
import java.util.List;
import java.util.Map;

/**
 * {@code meta=tokens}: some clients want them before they do anything at all. Pure.
 *
 * <p>There is nothing that a token would be good for, so all are the one that MediaWiki gives to strangers.
 */
final class Tokens {

    private static final String PATH = "query+tokens";
    private static final String STRANGERS = "+\\";

    private static final List<String> TYPES =
            List.of("createaccount", "csrf", "login", "patrol", "rollback", "userrights", "watch");

    static final List<Parameter> PARAMETERS = List.of(Parameter.someOf("type", TYPES, "csrf"));

    private Tokens() {}

    static Map<String, String> of(Asking asking) {
        List<String> asked = asking.parameters().list("type", "csrf");
        List<String> wanted = asked.equals(List.of("*")) ? TYPES : asked;
        var json = new JsonText().open();
        wanted.stream()
                .filter(TYPES::contains)
                .forEach(type -> json.key(type + "token").text(STRANGERS));
        Unrecognized.warn(
                asking.result(),
                PATH,
                "type",
                wanted.stream().filter(type -> !TYPES.contains(type)).toList());
        return Map.of("tokens", json.close().toString());
    }
}

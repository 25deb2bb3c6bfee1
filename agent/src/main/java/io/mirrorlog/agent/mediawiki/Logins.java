package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.web.JsonText;
import java.util.List;
import java.util.Map;

/** Whoever gets here may read already: there is nobody to log in as, and no password is looked at. Pure. */
final class Logins {

    private static final String REASON = "There are no accounts here. Give the agent's admin token instead: as the"
            + " password of HTTP basic authentication, or in the address, /t/TOKEN/SITE/api.php.";

    private Logins() {}

    static Map<String, String> login(Asking asking) {
        asking.parameters().know(List.of("lgname", "lgpassword", "lgtoken", "lgdomain"));
        var json = new JsonText().open();
        json.key("result").text("Failed").key("reason").text(REASON);
        return Map.of("login", json.close().toString());
    }

    static Map<String, String> clientLogin(Asking asking) {
        asking.parameters()
                .know(List.of("username", "password", "logintoken", "loginreturnurl", "logincontinue", "rememberMe"));
        var json = new JsonText().open();
        json.key("status")
                .text("FAIL")
                .key("message")
                .text(REASON)
                .key("messagecode")
                .text("authmanager-authn-no-primary");
        return Map.of("clientlogin", json.close().toString());
    }
}

package io.mirrorlog.agent.mediawiki;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Endpoint;
import io.mirrorlog.agent.web.Request;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Lets clients of a wiki in as they know it: a token may also come as the password of HTTP basic authentication, whatever
 * the name, and who is not let in is told so as the API tells it.
 */
public final class ApiDoor implements Endpoint {

    private static final String BASIC = "basic ";

    private final Endpoint behind;

    /** @param behind answers readers, and refuses others */
    public ApiDoor(Endpoint behind) {
        this.behind = behind;
    }

    @Override
    public CompletableFuture<Answer> answer(Request request) {
        return behind.answer(withBearer(request)).thenApply(ApiDoor::asTheApiTells);
    }

    private static Request withBearer(Request request) {
        String token = password(request.header("authorization"));
        if (token == null) {
            return request;
        }
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.put("authorization", "Bearer " + token);
        return new Request(
                request.method(),
                request.path(),
                request.query(),
                headers,
                request.body(),
                request.sender(),
                request.loop());
    }

    private static @Nullable String password(@Nullable String authorization) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
            return null;
        }
        try {
            String pair = new String(
                    Base64.getDecoder()
                            .decode(authorization.substring(BASIC.length()).strip()),
                    UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? null : pair.substring(colon + 1);
        } catch (IllegalArgumentException e) {
            return null; // then there is no token, and that is said
        }
    }

    private static Answer asTheApiTells(Answer answer) {
        if (!answer.contentType().equals("application/problem+json")) {
            return answer;
        }
        return switch (answer.status()) {
            case 401 ->
                MediaWikiApi.refusal(
                                401,
                                "readapidenied",
                                "The admin token is needed: Authorization: Bearer TOKEN, the password of HTTP basic"
                                        + " authentication, or /t/TOKEN/ in front of the path.")
                        .with("WWW-Authenticate", "Basic realm=\"mirrorlog\"");
            case 403 ->
                MediaWikiApi.refusal(
                        403,
                        "readapidenied",
                        "Others can reach this agent, so this needs intake.http.admin_token in the configuration.");
            default ->
                MediaWikiApi.refusal(
                                answer.status(),
                                "internal_api_error_Unavailable",
                                "The agent cannot answer now; ask again.")
                        .with("Retry-After", answer.headers().getOrDefault("Retry-After", "5"));
        };
    }
}

package io.mirrorlog.agent.read;

import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import io.mirrorlog.connector.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may read, and change what an admin may: the bearer of the admin token, or anybody on this machine where there is
 * none.
 *
 * <p>Without an admin token, an agent that others can reach answers nobody at all. Other people's web pages are kept away
 * before this is asked: by {@link io.mirrorlog.agent.web.BrowserGuard}.
 */
public final class AdminGuard {

    private final @Nullable Secret<String> adminToken;
    private final boolean loopback;

    /** @param loopback whether only this machine can reach the agent */
    public AdminGuard(@Nullable Secret<String> adminToken, boolean loopback) {
        this.adminToken = adminToken;
        this.loopback = loopback;
    }

    /** The refusal, or empty for a reader who may. */
    Optional<Answer> refusal(Request request) {
        if (adminToken == null) {
            return loopback
                    ? Optional.empty()
                    : Optional.of(Answer.problem(
                            403,
                            "Forbidden",
                            "others can reach this agent, so this needs intake.http.admin_token in the configuration"));
        }
        String token = request.bearer();
        if (token != null && MessageDigest.isEqual(bytes(token), bytes(adminToken.reveal()))) {
            return Optional.empty();
        }
        String detail = token == null
                ? "the admin token is needed: Authorization: Bearer TOKEN"
                : "the token that was given is not the admin token (intake.http.admin_token)";
        return Optional.of(Answer.problem(401, "Unauthorized", detail).with("WWW-Authenticate", "Bearer"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

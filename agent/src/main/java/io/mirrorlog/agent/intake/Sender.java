package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.web.Request;
import io.mirrorlog.agent.web.TrustedProxies;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP request says about whoever sent it.
 *
 * @param address the IP address of the client; absent where only a proxy's is known
 * @param userAgent the header, cut at {@value #USER_AGENT_MAX} characters
 * @param requestId the header {@code X-Request-Id}
 */
record Sender(
        @Nullable String address,
        @Nullable String userAgent,
        @Nullable String requestId) {

    static final Sender UNKNOWN = new Sender(null, null, null);

    /** It is repeated in each event of a request, of which there may be thousands. */
    static final int USER_AGENT_MAX = 500;

    /** An id is repeated in every mirror; one that is longer is none that anybody would look for. */
    private static final int REQUEST_ID_MAX = 200;

    /** @param proxies by whom the client's address is told */
    static Sender of(Request request, TrustedProxies proxies) {
        String id = request.header("x-request-id");
        boolean usable = id != null && !id.isBlank() && id.length() <= REQUEST_ID_MAX;
        String agent = request.header("user-agent");
        if (agent != null && agent.length() > USER_AGENT_MAX) {
            agent = agent.substring(0, USER_AGENT_MAX);
        }
        return new Sender(proxies.clientOf(request), agent, usable ? id : null);
    }
}

package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.web.Request;
import io.mirrorlog.agent.web.TrustedProxies;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP request says about whoever sent it.
 *
 * @param address the IP address of the client; absent where only a proxy's is known
 * @param userAgent the header as it came
 * @param requestId the header {@code X-Request-Id}
 */
record Sender(
        @Nullable String address,
        @Nullable String userAgent,
        @Nullable String requestId) {

    static final Sender UNKNOWN = new Sender(null, null, null);

    /** An id is repeated in every mirror; one that is longer is none that anybody would look for. */
    private static final int REQUEST_ID_MAX = 200;

    /** @param proxies by whom the client's address is told */
    static Sender of(Request request, TrustedProxies proxies) {
        String id = request.header("x-request-id");
        boolean usable = id != null && !id.isBlank() && id.length() <= REQUEST_ID_MAX;
        return new Sender(proxies.clientOf(request), request.header("user-agent"), usable ? id : null);
    }
}

package io.mirrorlog.agent.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the address of the client behind proxies. What a stranger says about it is worth nothing: only those who are
 * trusted are asked, and only for the nearest address that is none of theirs.
 */
public final class TrustedProxies {

    /** What runs on the same machine. */
    public static final TrustedProxies LOOPBACK =
            new TrustedProxies(List.of(IpRange.parse("127.0.0.0/8"), IpRange.parse("::1")));

    private static final int HOPS_MAX = 100;

    private final List<IpRange> trusted;

    public TrustedProxies(List<IpRange> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    /**
     * The client's IP address; null where it is not known: a trusted one has sent the request, and does not say for whom.
     *
     * <p>{@code X-Forwarded-For} is what proxies write, {@code X-Client-IP} what a MediaWiki writes that sends events
     * itself.
     */
    public @Nullable String clientOf(Request request) {
        if (!isTrusted(request.sender())) {
            return request.sender().isEmpty() ? null : request.sender();
        }
        String forwarded = request.header("x-forwarded-for");
        if (forwarded != null) {
            return nearest(forwarded);
        }
        String client = request.header("x-client-ip");
        return client != null && IpRange.isAddress(client.strip()) ? client.strip() : null;
    }

    /** The list grows at its end, so that is where what can be believed stands. */
    private @Nullable String nearest(String forwarded) {
        String rest = forwarded;
        for (int i = 0; i < HOPS_MAX; i++) {
            int comma = rest.lastIndexOf(',');
            String address = rest.substring(comma + 1).strip();
            if (!IpRange.isAddress(address)) {
                return null;
            }
            if (!isTrusted(address)) {
                return address;
            }
            if (comma < 0) {
                return null;
            }
            rest = rest.substring(0, comma);
        }
        return null;
    }

    private boolean isTrusted(String address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }
}

package io.mirrorlog.connector;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a destination is reached over the network: what the user writes under any connection that has one.
 *
 * @param timeout for a whole call, whatever the destination does meanwhile; 100 ms to 5 min
 * @param proxy {@code http://host:port}, with {@code user:password@} before the host if it wants that
 * @param tls null where Java's own certificates do
 */
public record Network(
        @Option(
                value = "how long one call may take, from finding the host to the end of its answer; 100ms to 5m",
                orElse = "10s")
        Duration timeout,

        @Option("the HTTP proxy that calls go through, such as http://user:password@proxy.example:3128") @Nullable
        Secret<URI> proxy,

        @Option("the certificates that are trusted, and the one that the agent shows") @Nullable
        Tls tls) {

    private static final Duration TIMEOUT_MIN = Duration.ofMillis(100);
    private static final Duration TIMEOUT_MAX = Duration.ofMinutes(5);

    /** Where the user has said nothing. */
    public static final Network USUAL = new Network(Duration.ofSeconds(10), null, null);

    public Network {
        if (timeout.compareTo(TIMEOUT_MIN) < 0 || timeout.compareTo(TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException("timeout: is out of range; 100ms to 5m");
        }
        if (proxy != null && !isProxy(proxy.reveal())) {
            throw new IllegalArgumentException(
                    "proxy: is no HTTP proxy; write http://host:port, or http://user:password@host:port");
        }
    }

    private static boolean isProxy(URI uri) {
        String path = uri.getRawPath();
        return "http".equals(uri.getScheme())
                && uri.getHost() != null
                && uri.getPort() > 0
                && uri.getPort() < 1 << 16
                && (path == null || path.isEmpty() || path.equals("/"))
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
    }
}

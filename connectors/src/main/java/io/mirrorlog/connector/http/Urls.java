package io.mirrorlog.connector.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which URLs events may be sent to. Knows nothing but the JDK, as configurations are read with it. */
public final class Urls {

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private Urls() {}

    /**
     * What is wrong with a URL, without showing it; null when nothing is.
     *
     * @param plaintext true where the user allows what anybody on the way can read
     */
    public static @Nullable String fault(String url, boolean plaintext) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return "is no URL; write one such as https://host/path";
        }
        boolean secure = "https".equals(uri.getScheme());
        if (!secure && !"http".equals(uri.getScheme())) {
            return "must begin with https://";
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() >= 1 << 16) {
            return "names no host; write one such as https://host/path";
        }
        if (uri.getRawFragment() != null) {
            return "ends in #…, which is never sent; leave that out";
        }
        if (!secure && !plaintext && !isLoopback(uri.getHost())) {
            return "must begin with https://; plain http is for this machine alone, or with allow_plaintext: true";
        }
        return null;
    }

    /** True when a URL that has no fault leads over a network without encryption. */
    public static boolean isExposed(String url) {
        URI uri = URI.create(url);
        return "http".equals(uri.getScheme()) && !isLoopback(uri.getHost());
    }

    /** Says so when events to a URL that has no fault go over a network without encryption. */
    public static void tellIfExposed(String url, Consumer<String> notices) {
        if (isExposed(url)) {
            notices.accept("events go to " + host(url) + " without encryption (allow_plaintext)");
        }
    }

    /** The host of a URL that has no fault: with the port, all of it that may be shown. */
    public static String host(String url) {
        return URI.create(url).getHost();
    }

    /** The host with the port where the URL names one: several services of one machine are told apart by it. */
    static String hostAndPort(String url) {
        int port = URI.create(url).getPort();
        return port < 0 ? host(url) : host(url) + ":" + port;
    }

    /** True for a host that is this machine itself, by its name. */
    public static boolean isLoopback(String host) {
        return host.equals("localhost") || host.matches("127(\\.[0-9]{1,3}){3}") || host.equals("[::1]");
    }

    /** The text as it stands in a path or a query: what could mean something there is encoded. */
    public static String encoded(String text) {
        var encoded = new StringBuilder();
        for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (unit & 0xff);
            if (c < 0x7f && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX[c >> 4]).append(HEX[c & 0xf]);
            }
        }
        return encoded.toString();
    }
}

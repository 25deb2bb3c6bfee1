package io.mirrorlog.agent.web;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other people's web pages from talking to the agent through an admin's browser.
 *
 * <p>A page elsewhere can post to a loopback address without asking, and can give its own name that address (DNS
 * rebinding). Browsers name the page in {@code Origin}, how far away it is in {@code Sec-Fetch-Site}, and the name in
 * {@code Host}; programs send none of a kind that is refused here.
 */
public final class BrowserGuard {

    private static final Pattern LOOPBACK_ORIGIN =
            Pattern.compile("https?://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\])(:[0-9]{1,5})?");

    private final Set<String> origins;
    private final boolean loopbackPages;
    private final Set<String> hosts;
    private final boolean anyHost;

    /**
     * @param origins the pages that may post, such as {@code https://wiki.example}; {@code *} for all
     * @param listenHost the address that the agent listens on
     * @param loopback whether that is a loopback address: only then the host is checked, since any other is told by DNS
     */
    public BrowserGuard(List<String> origins, String listenHost, boolean loopback) {
        this(origins, listenHost, loopback, false);
    }

    private BrowserGuard(List<String> origins, String listenHost, boolean loopback, boolean loopbackPages) {
        this.loopbackPages = loopbackPages;
        this.origins =
                origins.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        this.anyHost = !loopback;
        this.hosts =
                new HashSet<>(List.of("localhost", "127.0.0.1", "[::1]", "::1", listenHost.toLowerCase(Locale.ROOT)));
    }

    /** One that lets the pages of this machine post as well, by whatever port they come. */
    public static BrowserGuard withLoopbackPages(List<String> origins, String listenHost, boolean loopback) {
        return new BrowserGuard(origins, listenHost, loopback, true);
    }

    /** True for the origin of a page that may send events. */
    boolean allowsOrigin(String origin) {
        String known = origin.toLowerCase(Locale.ROOT);
        return origins.contains(known) || origins.contains("*") || isLoopbackPage(known);
    }

    /** True for an origin that an admin has named, and not only all of them at once. */
    boolean namesOrigin(String origin) {
        String known = origin.toLowerCase(Locale.ROOT);
        return origins.contains(known) || isLoopbackPage(known);
    }

    private boolean isLoopbackPage(String lowerCaseOrigin) {
        return loopbackPages && LOOPBACK_ORIGIN.matcher(lowerCaseOrigin).matches();
    }

    /**
     * True for a GET that changes something unless the page behind it is one that may not send events. Browsers name no
     * origin there, but how far away the page is, and in {@code Referer} mostly which one.
     */
    public boolean allowsBeacon(@Nullable String fetchSite, @Nullable String referer) {
        if (allowsSite(fetchSite)) {
            return true;
        }
        int host = referer == null ? -1 : referer.indexOf("://");
        if (referer == null || host < 0) {
            return false;
        }
        int end = referer.indexOf('/', host + 3);
        return allowsOrigin(end < 0 ? referer : referer.substring(0, end));
    }

    /** True for what no browser sent, or a browser that was told to by its user or by the agent's own page. */
    boolean allowsSite(@Nullable String fetchSite) {
        return fetchSite == null || fetchSite.equals("none") || fetchSite.equals("same-origin");
    }

    /** True when the request names a host by which the agent is known. */
    boolean allowsHost(@Nullable String host) {
        return anyHost || host == null || hosts.contains(withoutPort(host.toLowerCase(Locale.ROOT)));
    }

    /** An IPv6 address stands in brackets when a port follows, so its own colons are none. */
    private static String withoutPort(String host) {
        int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
        boolean bareIpv6 = !host.startsWith("[") && end != host.lastIndexOf(':');
        return end <= 0 || bareIpv6 ? host : host.substring(0, end);
    }
}

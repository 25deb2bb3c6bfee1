package io.mirrorlog.agent.config;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen, written {@code 127.0.0.1:8514}, {@code localhost:8514} or {@code [::1]:8514}.
 *
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port 0 to 65535; 0 lets the system choose
 */
public record ListenAddress(String host, int port) {

    private static final Pattern FORM = Pattern.compile(
            "(?:\\[([0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9]{1,15})?)]|([A-Za-z0-9._-]{1,253})):([0-9]{1,5})");
    private static final Pattern LOOPBACK_V4 =
            Pattern.compile("127(?:\\.(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])){3}");
    private static final Set<String> LOOPBACK = Set.of("localhost", "::1", "0:0:0:0:0:0:0:1");

    public ListenAddress {
        if (host.isEmpty() || port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a host is not empty, a port is 0 to 65535");
        }
    }

    /** @throws IllegalArgumentException saying how it is written */
    public static ListenAddress parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is no address to listen at; write host:port, such as 127.0.0.1:8514");
        }
        int port = Integer.parseInt(matcher.group(3));
        if (port > 65_535) {
            throw new IllegalArgumentException("has port " + port + "; 0 to 65535, 0 lets the system choose");
        }
        return new ListenAddress(matcher.group(1) != null ? matcher.group(1) : matcher.group(2), port);
    }

    /** True when only programs of the same machine can reach it. Asks no name server. */
    public boolean isLoopback() {
        return LOOPBACK.contains(host) || LOOPBACK_V4.matcher(host).matches();
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}

package io.mirrorlog.agent.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which endpoint answers which path.
 *
 * <p>A path that begins with {@code /t/TOKEN/} is the path behind it, for clients that know nothing but a URL; the token
 * then stands where {@code Authorization} would.
 */
public final class Routes {

    private static final String TOKEN_PREFIX = "/t/";

    private record Key(String method, String path) {}

    private final Map<Key, Endpoint> endpoints = new LinkedHashMap<>();

    public Routes add(String method, String path, Endpoint endpoint) {
        endpoints.put(new Key(method, path), endpoint);
        return this;
    }

    Optional<Endpoint> find(String method, String path) {
        return Optional.ofNullable(endpoints.get(new Key(method, path)));
    }

    /** True when the path exists with another method. */
    boolean knows(String path) {
        return endpoints.keySet().stream().anyMatch(key -> key.path().equals(path));
    }

    static String withoutToken(String path) {
        int end = tokenEnd(path);
        return end < 0 ? path : path.substring(end);
    }

    static Optional<String> tokenIn(String path) {
        int end = tokenEnd(path);
        return end < 0 ? Optional.empty() : Optional.of(path.substring(TOKEN_PREFIX.length(), end));
    }

    private static int tokenEnd(String path) {
        return path.startsWith(TOKEN_PREFIX) ? path.indexOf('/', TOKEN_PREFIX.length()) : -1;
    }
}

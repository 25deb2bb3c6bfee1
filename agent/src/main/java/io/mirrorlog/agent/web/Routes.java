package io.mirrorlog.agent.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which endpoint answers which path. Complete before the server starts.
 *
 * <p>A part of a path that is a star stands for any one part; see {@link Request#part}.
 *
 * <p>A path that begins with {@code /t/TOKEN/} is the path behind it, for clients that know nothing but a URL; the token
 * then stands where {@code Authorization} would.
 */
public final class Routes {

    private static final String TOKEN_PREFIX = "/t/";

    private static final String ANY = "*";

    private record Key(String method, String path) {}

    private record Route(Endpoint endpoint, boolean forPages) {}

    private final Map<Key, Route> routes = new LinkedHashMap<>();

    /** An endpoint for programs only: web pages cannot reach it, whatever their origin. */
    public Routes add(String method, String path, Endpoint endpoint) {
        routes.put(new Key(method, path), new Route(endpoint, false));
        return this;
    }

    /** An endpoint also for the web pages of the origins that may send events. */
    public Routes addForPages(String method, String path, Endpoint endpoint) {
        routes.put(new Key(method, path), new Route(endpoint, true));
        return this;
    }

    Optional<Endpoint> find(String method, String path) {
        Route exact = routes.get(new Key(asked(method), path));
        if (exact != null) {
            return Optional.of(exact.endpoint());
        }
        return routes.entrySet().stream()
                .filter(entry -> entry.getKey().method().equals(asked(method)))
                .filter(entry -> fits(path, entry.getKey().path()))
                .map(entry -> entry.getValue().endpoint())
                .findFirst();
    }

    private static boolean fits(String path, String pattern) {
        if (path.equals(pattern) || !pattern.contains(ANY)) {
            return path.equals(pattern);
        }
        String[] parts = path.split("/", -1);
        String[] wanted = pattern.split("/", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (parts.length != wanted.length || !(wanted[i].equals(ANY) || wanted[i].equals(parts[i]))) {
                return false;
            }
        }
        return true;
    }

    /** True when any method of the path is for web pages. */
    boolean isForPages(String path) {
        return routes.entrySet().stream()
                .anyMatch(entry ->
                        fits(path, entry.getKey().path()) && entry.getValue().forPages());
    }

    /** The methods for a path, as the header {@code Allow} lists them; empty when the path is not known. */
    String allowed(String path) {
        return routes.keySet().stream()
                .filter(key -> fits(path, key.path()))
                .map(Key::method)
                .collect(Collectors.joining(", "));
    }

    /** A HEAD is a GET whose answer's body the server leaves out. */
    private static String asked(String method) {
        return method.equals("HEAD") ? "GET" : method;
    }

    static String withoutToken(String path) {
        int end = tokenEnd(path);
        return end < 0 ? path : path.substring(end);
    }

    /** @throws IllegalArgumentException when its percent-encoding is broken */
    static Optional<String> tokenIn(String path) {
        int end = tokenEnd(path);
        if (end < 0) {
            return Optional.empty();
        }
        String encoded = path.substring(TOKEN_PREFIX.length(), end);
        return Optional.of(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8));
    }

    private static int tokenEnd(String path) {
        return path.startsWith(TOKEN_PREFIX) ? path.indexOf('/', TOKEN_PREFIX.length()) : -1;
    }
}

package io.mirrorlog.agent.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request with its whole body.
 *
 * @param path as sent, without the query and without a token
 * @param query the first value of each parameter
 * @param headers the first value of each header, by lower-case name; all values of X-Forwarded-For
 * @param body inflated; empty when there is none
 * @param sender the address that it came from, without the port; empty where that is not known
 * @param rawQuery what stands behind the question mark, as sent; empty when there is nothing
 * @param loop where to go on after something was waited for, so that nobody else's thread does the work
 */
@SuppressWarnings("ArrayRecordComponent") // a body is written once and compared never
public record Request(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body,
        String sender,
        String rawQuery,
        Executor loop) {

    /** A request of nobody in particular, that nobody goes on with elsewhere. */
    public Request(String method, String path, Map<String, String> query, Map<String, String> headers, byte[] body) {
        this(method, path, query, headers, body, "", "", Runnable::run);
    }

    /** The same with another body. */
    public Request withBody(byte[] other) {
        return new Request(method, path, query, headers, other, sender, rawQuery, loop);
    }

    /** The same with another value of a header. */
    public Request withHeader(String lowerCaseName, String value) {
        Map<String, String> others = new HashMap<>(headers);
        others.put(lowerCaseName, value);
        return new Request(method, path, query, others, body, sender, rawQuery, loop);
    }

    public @Nullable String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }

    /**
     * One part of the path, decoded.
     *
     * @param index 0 for what stands behind the first slash
     * @throws IllegalArgumentException when its percent-encoding is broken
     */
    public String part(int index) {
        return URLDecoder.decode(path.split("/", -1)[index + 1].replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The token behind {@code Authorization: Bearer}. */
    public @Nullable String bearer() {
        String authorization = header("authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return null;
        }
        return authorization.substring(7).strip();
    }

    /** Shows neither headers nor path nor query: each of them may hold a token. */
    @Override
    public String toString() {
        return method + " with " + body.length + " bytes";
    }
}

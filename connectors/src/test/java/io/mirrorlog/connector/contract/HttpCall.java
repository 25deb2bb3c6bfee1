package io.mirrorlog.connector.contract;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** One call as a service has received it. */
public final class HttpCall {

    private final String method;
    private final String target;
    private final Map<String, String> headers;
    private final byte[] body;

    /** @param headers by their names in lower case */
    HttpCall(String method, String target, Map<String, String> headers, byte[] body) {
        this.method = method;
        this.target = target;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    public String method() {
        return method;
    }

    /** The path with its query, as sent. */
    public String target() {
        return target;
    }

    /** All of them by their names in lower case; of several with one name the last. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The header's value, whatever the case of its name; null when it was not sent. */
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** The body byte for byte. */
    public byte[] bytes() {
        return body.clone();
    }

    /** The body as UTF-8, unpacked if it came as gzip. */
    public String text() {
        if (!"gzip".equals(header("content-encoding"))) {
            return new String(body, StandardCharsets.UTF_8);
        }
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return new String(unpacked.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

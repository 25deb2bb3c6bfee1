package io.mirrorlog.connector.webhook;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;

/** The first entries of a batch that go into one request: those with the same URL, as far as they fit. */
final class Parcel {

    private final Secret<String> url;
    private final int count;
    private final byte[] body;

    private Parcel(Secret<String> url, int count, byte[] body) {
        this.url = url;
        this.count = count;
        this.body = body;
    }

    /** Holds no entry where the first one is larger than the destination takes. */
    static Parcel of(List<Entry> entries, Dialect dialect, UrlPattern pattern, ZoneId zone) {
        Dialect.Frame frame = dialect.frame();
        Secret<String> url = pattern.url(entries.get(0), zone);
        var body = new ByteArrayOutputStream();
        body.writeBytes(bytes(frame.begin()));
        byte[] between = bytes(frame.between());
        var text = new StringBuilder();
        int count = 0;
        for (Entry entry : entries) {
            if (!pattern.isPlain() && !pattern.url(entry, zone).equals(url)) {
                break;
            }
            text.setLength(0);
            dialect.append(text, entry);
            byte[] part = bytes(text.toString());
            boolean full = count > 0 && body.size() + (long) part.length > dialect.bodyMost();
            if (full || part.length > dialect.entryMost()) {
                break;
            }
            if (count > 0) {
                body.writeBytes(between);
            }
            body.writeBytes(part);
            count++;
        }
        body.writeBytes(bytes(frame.end()));
        return new Parcel(url, count, body.toByteArray());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    Secret<String> url() {
        return url;
    }

    /** How many entries, from the first, it holds. */
    int count() {
        return count;
    }

    byte[] body() {
        return body;
    }
}

package io.mirrorlog.connector.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The key under which an event is stored once: its time, then a hash of its site, its id and all that it says. The same
 * event has it however often it comes; another one under the same id has another. Keys sort by the events' time. Pure.
 */
final class EventKey {

    /** Digits of the time, in milliseconds since 1970. */
    private static final int TIME = 12;

    /** Bytes of the hash. */
    private static final int HASH = 20;

    /** Characters, all of them hexadecimal digits. */
    static final int LENGTH = TIME + 2 * HASH;

    private EventKey() {}

    static String of(Event event) {
        MessageDigest digest = sha256();
        add(digest, event.site());
        add(digest, event.id() == null ? null : JsonStrings.quote(event.id().text()));
        add(digest, event.timestamp().toString());
        add(digest, event.severity().name());
        add(digest, JsonStrings.quote(event.message())); // in UTF-8 all lone surrogates would be the same
        add(digest, json(event.type()));
        add(digest, json(event.action()));
        add(digest, json(event.user()));
        add(digest, event.metadata());
        return before(event.timestamp().toInstant()) + HexFormat.of().formatHex(digest.digest(), 0, HASH);
    }

    /** All keys of events before this time are smaller, those at it or later are not; all before 1970 are at 1970. */
    static String before(Instant time) {
        return HexFormat.of().toHexDigits(Math.max(0, time.toEpochMilli()), TIME);
    }

    /** With its length, so that no two different contents run together to the same bytes. */
    private static void add(MessageDigest digest, @Nullable String part) {
        byte[] bytes = part == null ? new byte[0] : part.getBytes(UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(part == null ? -1 : bytes.length)
                .flip());
        digest.update(bytes);
    }

    private static @Nullable String json(@Nullable Scalar scalar) {
        return scalar == null ? null : scalar.json();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

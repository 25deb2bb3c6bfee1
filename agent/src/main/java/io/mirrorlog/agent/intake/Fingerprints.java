package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.queue.Arrival.Fingerprint;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * By what a repetition is known: a hash of site and id, and one of all that the producer said.
 *
 * <p>Cryptographic, so that nobody can make up an event that is taken for another one. Keeps its place in the digest, so
 * one thread at a time.
 */
final class Fingerprints {

    private static final byte[] ABSENT = {};

    private final MessageDigest digest = sha256();
    private final ByteBuffer numbers = ByteBuffer.allocate(Long.BYTES + 3 * Integer.BYTES);

    /** Text is hashed in its escaped form: in UTF-8 all lone surrogates would be the same. */
    Fingerprint of(String site, Scalar id, Draft draft) {
        add(site);
        add(JsonStrings.quote(id.text()));
        long name = hash();
        add(draft.timestamp());
        add(draft.severity().name());
        add(JsonStrings.quote(draft.message()));
        add(json(draft.type()));
        add(json(draft.action()));
        add(json(draft.user()));
        add(draft.metadata());
        return new Fingerprint(name, hash());
    }

    /** With its length, so that no two different contents run together to the same bytes. */
    private void add(@Nullable String part) {
        byte[] text = part == null ? ABSENT : part.getBytes(UTF_8);
        numbers.clear().putInt(part == null ? -1 : text.length);
        digest.update(numbers.flip());
        digest.update(text);
    }

    private void add(@Nullable OffsetDateTime time) {
        numbers.clear().putInt(time == null ? -1 : 0);
        if (time != null) {
            numbers.putLong(time.toEpochSecond())
                    .putInt(time.getNano())
                    .putInt(time.getOffset().getTotalSeconds());
        }
        digest.update(numbers.flip());
    }

    private static @Nullable String json(@Nullable Scalar scalar) {
        return scalar == null ? null : scalar.json();
    }

    private long hash() {
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.queue.Arrival.Fingerprint;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * By what a repetition is known: a hash of site and id, and one of all that the producer said.
 *
 * <p>Cryptographic, so that nobody can make up an event that is taken for another one.
 */
final class Fingerprints {

    private Fingerprints() {}

    /** Text is hashed in its escaped form: in UTF-8 all lone surrogates would be the same. */
    static Fingerprint of(String site, Scalar id, Draft draft) {
        String name = site + '\0' + JsonStrings.quote(id.text());
        var content =
                new StringBuilder(draft.message().length() + draft.metadata().length() + 64);
        add(content, draft.timestamp() == null ? null : draft.timestamp().toString());
        add(content, draft.severity().name());
        add(content, JsonStrings.quote(draft.message()));
        add(content, json(draft.type()));
        add(content, json(draft.action()));
        add(content, json(draft.user()));
        add(content, draft.metadata());
        return new Fingerprint(hash(name), hash(content));
    }

    /** With its length, so that no two different contents run together to the same text. */
    private static void add(StringBuilder to, @Nullable String part) {
        to.append(part == null ? -1 : part.length()).append(':').append(part == null ? "" : part);
    }

    private static @Nullable String json(@Nullable Scalar scalar) {
        return scalar == null ? null : scalar.json();
    }

    private static long hash(CharSequence text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

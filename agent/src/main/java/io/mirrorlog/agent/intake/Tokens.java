package io.mirrorlog.agent.intake;

import io.mirrorlog.connector.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Knows a token's site, in a time that does not depend on how much of a guess is right. */
final class Tokens {

    private final Map<String, byte[]> hashes = new LinkedHashMap<>();

    Tokens(Map<String, Secret<String>> tokens) {
        tokens.forEach((site, token) -> hashes.put(site, hash(token.reveal())));
    }

    /** True when no token is asked for. */
    boolean isEmpty() {
        return hashes.isEmpty();
    }

    /** The site that the token is for; absent when it is nobody's. */
    @Nullable
    String siteOf(String token) {
        byte[] given = hash(token);
        String site = null;
        for (Map.Entry<String, byte[]> known : hashes.entrySet()) {
            if (MessageDigest.isEqual(known.getValue(), given)) {
                site = known.getKey(); // no early end: the time says nothing
            }
        }
        return site;
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

package io.mirrorlog.connector.webhook;

import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests, so that their receiver knows who sent them, and when: HMAC-SHA256 with the secret over the time, a dot and
 * the body, as {@code t=1763721727,v1=5257a8…}.
 *
 * @param secret what the receiver knows too
 */
public record Hmac(
        @Option("the secret that the receiver knows too; 16 characters or more")
        Secret<String> secret,

        @Option(value = "the header that holds the time and the signature", orElse = "X-Mirrorlog-Signature")
        String header) {

    private static final int SECRET_MIN = 16;

    public Hmac {
        if (secret.reveal().length() < SECRET_MIN) {
            throw new IllegalArgumentException("secret: is too short; at least " + SECRET_MIN + " characters");
        }
        if (!Headers.isName(header)) {
            throw new IllegalArgumentException("header: " + Headers.NAME_RULE);
        }
    }

    /**
     * The value of the header.
     *
     * @param body as the receiver reads it, not compressed
     */
    String signature(Instant now, byte[] body) {
        String time = Long.toString(now.getEpochSecond());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((time + ".").getBytes(StandardCharsets.US_ASCII));
            return "t=" + time + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}

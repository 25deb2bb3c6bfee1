package io.mirrorlog.agent.redact;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.filter.MetadataPath;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Secret;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shows pseudonyms: HMAC-SHA256 (RFC 2104) of a string's text in UTF-8, or of a number as it was written, in hexadecimal
 * digits. The same text has the same one under the same key, and without the key none leads back.
 *
 * <p>Each item of a list has its own; an object has one as a whole, of its compact JSON.
 */
final class Hashing implements Treatment {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    Hashing(Secret<String> key) {
        this.key = new SecretKeySpec(key.reveal().getBytes(UTF_8), ALGORITHM);
    }

    @Override
    public String applied(String json, HiddenTexts hidden) {
        return switch (json.charAt(0)) {
            case 'n' -> json;
            case '[' -> MetadataPath.changedItems(json, item -> applied(item, hidden));
            case '{' -> {
                hidden.addAll(json, MASKED);
                yield quoted(pseudonym(json));
            }
            case '"' -> named(JsonStrings.unquote(json), hidden);
            case 't', 'f' -> quoted(pseudonym(json));
            default -> named(json, hidden);
        };
    }

    private String named(String text, HiddenTexts hidden) {
        String pseudonym = pseudonym(text);
        hidden.add(text, pseudonym);
        return quoted(pseudonym);
    }

    private static String quoted(String pseudonym) {
        return '"' + pseudonym + '"';
    }

    private String pseudonym(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}

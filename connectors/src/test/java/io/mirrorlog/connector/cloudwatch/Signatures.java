package io.mirrorlog.connector.cloudwatch;

import io.mirrorlog.connector.contract.HttpCall;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Checks signatures of version 4 as Amazon's services do.
 *
 * @param token the session's, if the key is one of a session
 */
record Signatures(String key, String secret, @Nullable String token, String region) {

    private static final Pattern FORM =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/]+)/([0-9]{8})/([a-z0-9-]+)/logs/"
                    + "aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** @param clock the service's */
    void check(HttpCall call, Instant clock) {
        String authorization = call.header("authorization");
        FakeCloudWatch.check(
                authorization != null, "MissingAuthenticationTokenException", "Missing Authentication Token");
        Matcher form = FORM.matcher(String.valueOf(authorization));
        FakeCloudWatch.check(form.matches(), "IncompleteSignatureException", "not as it should be");
        FakeCloudWatch.check(
                form.group(1).equals(key),
                "UnrecognizedClientException",
                "The security token included in the request is invalid.");
        FakeCloudWatch.check(
                form.group(3).equals(region),
                "InvalidSignatureException",
                "Credential should be scoped to a valid region.");
        FakeCloudWatch.check(
                String.valueOf(token).equals(String.valueOf(call.header("x-amz-security-token"))),
                "UnrecognizedClientException",
                "The security token included in the request is invalid.");
        String date = String.valueOf(call.header("x-amz-date"));
        FakeCloudWatch.check(
                date.startsWith(form.group(2)), "InvalidSignatureException", "Date in Credential scope does not match");
        Instant signed = Instant.from(DATE.parse(date));
        FakeCloudWatch.check(
                Duration.between(signed, clock).abs().compareTo(Duration.ofMinutes(5)) < 0,
                "InvalidSignatureException",
                "Signature expired: " + date + " is now earlier than " + DATE.format(clock) + " - 5 min.");
        FakeCloudWatch.check(
                List.of(form.group(4).split(";")).containsAll(List.of("host", "x-amz-date")),
                "InvalidSignatureException",
                "host and date are signed");
        FakeCloudWatch.check(
                form.group(5).equals(signature(call, form.group(4), date)),
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided.");
    }

    private String signature(HttpCall call, String signedHeaders, String date) {
        var canonical = new StringBuilder(call.method() + "\n" + call.target() + "\n\n");
        for (String name : signedHeaders.split(";")) {
            canonical.append(name + ":" + String.valueOf(call.header(name)).replaceAll(" +", " ") + "\n");
        }
        canonical.append("\n" + signedHeaders + "\n" + hash(call.bytes()));
        String scope = date.substring(0, 8) + "/" + region + "/logs/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n"
                + hash(canonical.toString().getBytes(StandardCharsets.UTF_8));
        byte[] derived = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/")) {
            derived = mac(derived, part);
        }
        return HexFormat.of().formatHex(mac(derived, toSign));
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

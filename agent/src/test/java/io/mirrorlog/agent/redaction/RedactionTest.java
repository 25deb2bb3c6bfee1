package io.mirrorlog.agent.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.agent.filter.MetadataPath;
import io.mirrorlog.agent.format.RandomEvents;
import io.mirrorlog.agent.json.CompactJson;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Severity;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

    private static final String KEY = "0123456789abcdef";

    @Test
    void aRemovedKeyIsGone() {
        assertThat(removing("session_id").apply(event("Hello", "{\"a\":1,\"session_id\":\"s3cr3t\",\"b\":[2]}")).metadata())
                .isEqualTo("{\"a\":1,\"b\":[2]}");
        assertThat(removing("session_id").apply(event("Hello", "{\"session_id\":{\"a\":[1]}}")).metadata())
                .isEqualTo("{}");
        assertThat(removing("a.b").apply(event("Hello", "{\"a\":{\"b\":1,\"c\":2},\"b\":3}")).metadata())
                .isEqualTo("{\"a\":{\"c\":2},\"b\":3}");
        assertThat(removing("a.b").apply(event("Hello", "{\"a\":[{\"b\":1},{\"b\":2,\"c\":3}]}")).metadata())
                .isEqualTo("{\"a\":[{},{\"c\":3}]}");
    }

    @Test
    void aMaskedValueShowsStarsWhateverItWas() {
        assertThat(masking("x").apply(event("Hello", "{\"x\":\"text\",\"y\":\"text\"}")).metadata())
                .isEqualTo("{\"x\":\"***\",\"y\":\"text\"}");
        assertThat(masking("x").apply(event("Hello", "{\"x\":12.50}")).metadata()).isEqualTo("{\"x\":\"***\"}");
        assertThat(masking("x").apply(event("Hello", "{\"x\":true}")).metadata()).isEqualTo("{\"x\":\"***\"}");
        assertThat(masking("x").apply(event("Hello", "{\"x\":null}")).metadata()).isEqualTo("{\"x\":null}");
        assertThat(masking("x").apply(event("Hello", "{\"x\":{\"deep\":\"text\"}}")).metadata())
                .isEqualTo("{\"x\":\"***\"}");
        assertThat(masking("x").apply(event("Hello", "{\"x\":[\"one\",2,[\"three\"]]}")).metadata())
                .isEqualTo("{\"x\":[\"***\",\"***\",[\"***\"]]}");
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.9, 203.0.113.0",
        "203.0.113.9:443, 203.0.113.0",
        "'203.0.113.9, 198.51.100.77', '203.0.113.0, 198.51.100.0'",
        "2001:db8:1234:5678::9, 2001:db8:1234::",
        "[2001:DB8:1234:5678::9]:443, 2001:db8:1234::",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1::",
        "fe80::1%eth0, fe80:0:0::",
        "::1, 0:0:0::",
        "::ffff:203.0.113.9, ::ffff:203.0.113.0",
        "64:ff9b::203.0.113.9, 64:ff9b:0::",
        "203.0.113, ***",
        "203.0.113.256, ***",
        "2001:db8::1::2, ***",
        "1:2:3:4:5:6:7:8:9, ***",
        "example.org, ***",
        "'203.0.113.9, example.org', ***",
        "'', ***"
    })
    void addressesAreCutToTheirNetworksAndAllElseIsHidden(String address, String network) {
        Redaction truncating = redaction(List.of(), List.of(), List.of("ip"), List.of());

        assertThat(truncating.apply(event("Hello", "{\"ip\":\"" + address + "\"}")).metadata())
                .isEqualTo("{\"ip\":\"" + network + "\"}");
    }

    @Test
    void aPseudonymIsTheSameForTheSameValueAndKey() {
        Redaction hashing = redaction(List.of(), List.of(), List.of(), List.of("user"));

        Event once = hashing.apply(event("Hello", "{}"));
        Event again = hashing.apply(event("Something else", "{\"a\":1}"));

        // RFC 2104 by another tool: printf admin | openssl dgst -sha256 -hmac 0123456789abcdef
        assertThat(once.user()).isEqualTo(again.user()).isEqualTo(Scalar.of("af864b0ddca5a6bf037200cebb5f335f"));
    }

    @ParameterizedTest
    @CsvSource({
        "Login of admin failed, Login of *** failed",
        "admin, ***",
        "admin's session; (admin), ***'s session; (***)",
        "administrator and superadmin and admin2, administrator and superadmin and admin2",
        "über admin-panel, über ***-panel"
    })
    void aHiddenValueIsHiddenInTheMessageWhereItIsAWordOfItsOwn(String message, String shown) {
        assertThat(masking("user").apply(event(message, "{}")).message()).isEqualTo(shown);
    }

    @Test
    void theMessageLosesWhatWasRemovedTooAndTheLongestFirst() {
        Event event = event("From 203.0.113.9 to 203.0.113.90: tok-1 ab", "{\"a\":\"203.0.113.9\",\"b\":\"203.0.113.90\",\"t\":[\"tok-1\"],\"c\":\"ab\"}");

        assertThat(redaction(List.of("t", "c"), List.of(), List.of("a", "b"), List.of()).apply(event).message())
                .isEqualTo("From 203.0.113.0 to 203.0.113.0: *** ab");
    }

    @Test
    void whatIsDeepInAHiddenObjectIsHiddenInTheMessage() {
        assertThat(masking("x").apply(event("See secret-7", "{\"x\":{\"y\":[\"secret-7\"]}}")).message())
                .isEqualTo("See ***");
    }

    @Test
    void theUserMayBeHidden() {
        assertThat(removing("user").apply(event("Hello", "{}")).user()).isNull();
        assertThat(masking("user").apply(event("Hello", "{}")).user()).isEqualTo(Scalar.of("***"));
    }

    /** Whatever the event holds, what is left is valid, and nothing else has changed. */
    @Test
    void anyEventStaysValid() {
        var random = new Random(20261122);
        Redaction redaction = redaction(List.of("a", "id"), List.of("Code", "user"), List.of("metadata"), List.of("type"));
        for (int i = 0; i < 2_000; i++) {
            Event event = RandomEvents.next(random);

            Event shown = redaction.apply(event);

            assertThat(CompactJson.of(shown.metadata())).isEqualTo(shown.metadata());
            assertThat(removing("no.such.key").apply(event)).isEqualTo(event);
        }
    }

    @Test
    void aKeyIsNeededForPseudonymsAndIsNotTooShort() {
        assertThatThrownBy(() -> new RedactionOptions(List.of(), List.of(), List.of(), paths(List.of("user")), null))
                .hasMessage("key: is missing; hash needs one");
        assertThatThrownBy(() -> new RedactionOptions(List.of(), List.of(), List.of(), List.of(), Secret.of("short")))
                .hasMessage("key: is too short; write at least 16 characters");
    }

    private static Redaction removing(String path) {
        return redaction(List.of(path), List.of(), List.of(), List.of());
    }

    private static Redaction masking(String path) {
        return redaction(List.of(), List.of(path), List.of(), List.of());
    }

    private static Redaction redaction(
            List<String> remove, List<String> mask, List<String> truncateIp, List<String> hash) {
        return new RedactionOptions(paths(remove), paths(mask), paths(truncateIp), paths(hash), Secret.of(KEY))
                .redaction();
    }

    private static List<MetadataPath> paths(List<String> paths) {
        return paths.stream().map(MetadataPath::parse).toList();
    }

    private static Event event(String message, String metadata) {
        return new Event(
                OffsetDateTime.parse("2026-11-21T20:16:00Z"),
                "shop",
                Severity.HIGH,
                message,
                Scalar.of("1"),
                Scalar.of("user"),
                Scalar.of("login"),
                Scalar.of("admin"),
                metadata,
                Event.NONE);
    }
}

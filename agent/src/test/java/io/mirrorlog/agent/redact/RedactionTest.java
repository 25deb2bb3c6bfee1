package io.mirrorlog.agent.redact;

import static io.mirrorlog.agent.redact.Redactions.hashing;
import static io.mirrorlog.agent.redact.Redactions.masking;
import static io.mirrorlog.agent.redact.Redactions.options;
import static io.mirrorlog.agent.redact.Redactions.paths;
import static io.mirrorlog.agent.redact.Redactions.removing;
import static io.mirrorlog.agent.redact.Redactions.truncating;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Severity;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    /** By another tool: {@code printf admin | openssl dgst -sha256 -hmac 0123456789abcdef}. */
    private static final String HASH_OF_ADMIN = "af864b0ddca5a6bf037200cebb5f335ff15982720d30f4d1a75a543d21787a5c";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b     | {\"a\":1,\"b\":\"x\",\"c\":[2]}              | {\"a\":1,\"c\":[2]}",
                "a     | {\"a\":1,\"b\":\"x\",\"c\":[2]}              | {\"b\":\"x\",\"c\":[2]}",
                "c     | {\"a\":1,\"b\":\"x\",\"c\":[2]}              | {\"a\":1,\"b\":\"x\"}",
                "a     | {\"a\":{\"b\":[1]}}                          | {}",
                "a     | {\"a\":null,\"b\":1}                         | {\"b\":1}",
                "a.b   | {\"a\":{\"b\":1,\"c\":2},\"b\":3}            | {\"a\":{\"c\":2},\"b\":3}",
                "a.b   | {\"a\":[{\"b\":1},{\"b\":2,\"c\":3},4]}      | {\"a\":[{},{\"c\":3},4]}",
                "a.b   | {\"a.b\":1,\"a\":{\"b\":2}}                  | {\"a\":{}}",
                "a.b.c | {\"a.b\":{\"c\":1},\"a\":{\"b.c\":1,\"x\":1}} | {\"a.b\":{},\"a\":{\"x\":1}}",
                "a     | {\"a\":1,\"\\u0061\":2,\"b\":3,\"a\":4}      | {\"b\":3}",
                "x     | {\"a\":1.0,\"b\":[1E400,{\"c\":\"\\u00e9\"}]} | {\"a\":1.0,\"b\":[1E400,{\"c\":\"\\u00e9\"}]}",
            })
    void aRemovedKeyIsGoneAndAllElseStaysToTheByte(String path, String metadata, String shown) {
        assertThat(removing(path).apply(event("Hello", metadata)).metadata()).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"text\"", "12.50", "true", "{\"deep\":\"text\"}", "[\"one\",2,[\"three\"]]", "[]", "\"\""})
    void aMaskedValueLooksTheSameWhateverItWas(String value) {
        assertThat(masking("x")
                        .apply(event("Hello", "{\"x\":" + value + ",\"y\":\"text\"}"))
                        .metadata())
                .isEqualTo("{\"x\":\"[masked]\",\"y\":\"text\"}");
    }

    @Test
    void aNullIsNoValueToHide() {
        Event event = event("Hello", "{\"x\":null,\"l\":[null]}");

        assertThat(masking("x").apply(event)).isSameAs(event);
        assertThat(hashing("x", "l").apply(event).metadata()).isEqualTo(event.metadata());
        assertThat(truncating("x", "l").apply(event).metadata()).isEqualTo(event.metadata());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"203.0.113.9\"                       | \"203.0.113.0\"",
                "\"203.0.113.9,198.51.100.77:443\"     | \"203.0.113.0, 198.51.100.0\"",
                "[\"203.0.113.9\",[\"2001:db8:1:2::3\"]] | [\"203.0.113.0\",[\"2001:db8:1::\"]]",
                "\"203.0.113.9, example.org\"          | \"[masked]\"",
                "\"\"                                  | \"[masked]\"",
                "3405803785                            | \"[masked]\"",
                "true                                  | \"[masked]\"",
                "{\"a\":\"203.0.113.9\"}               | \"[masked]\"",
            })
    void addressesAreCutToTheirNetworksAndAllElseIsMasked(String value, String shown) {
        assertThat(truncating("ip")
                        .apply(event("Hello", "{\"ip\":" + value + "}"))
                        .metadata())
                .isEqualTo("{\"ip\":" + shown + "}");
    }

    @Test
    void aPseudonymIsTheSameForTheSameValueAndKey() {
        Event once = hashing("user").apply(event("Hello", "{}"));
        Event again = hashing("user", "a").apply(event("Something else", "{\"a\":[\"\\u0061dmin\",7,\"7\"]}"));

        assertThat(once.user()).isEqualTo(Scalar.of(HASH_OF_ADMIN));
        assertThat(again.user()).isEqualTo(once.user());
        assertThat(again.metadata())
                .matches("\\{\"a\":\\[\"" + HASH_OF_ADMIN + "\",(\"[0-9a-f]{64}\"),\\1]}")
                .doesNotContain("\"7\"");
    }

    @Test
    void anotherKeyGivesOtherPseudonyms() {
        var other = new RedactionOptions(
                List.of(), List.of(), List.of(), paths(List.of("user")), Secret.of("fedcba9876543210"));

        assertThat(new Redaction(other).apply(event("Hello", "{}")).user())
                .isNotEqualTo(hashing("user").apply(event("Hello", "{}")).user());
    }

    @Test
    void theEventsOwnFieldsAreHiddenByTheirNamesAndKeysOfTheSameNameToo() {
        Event event = event("Hello", "{\"user\":{\"name\":\"admin\"},\"id\":4,\"x\":1}");

        Event masked =
                masking("site", "message", "id", "type", "action", "user").apply(event);
        Event removed = removing("id", "type", "action", "user").apply(event);

        assertThat(masked)
                .isEqualTo(new Event(
                        event.timestamp(),
                        "masked",
                        Severity.HIGH,
                        "[masked]",
                        Scalar.of("[masked]"),
                        Scalar.of("[masked]"),
                        Scalar.of("[masked]"),
                        Scalar.of("[masked]"),
                        "{\"user\":\"[masked]\",\"id\":\"[masked]\",\"x\":1}",
                        Event.NONE));
        assertThat(removed)
                .isEqualTo(new Event(
                        event.timestamp(),
                        "shop",
                        Severity.HIGH,
                        "Hello",
                        null,
                        null,
                        null,
                        null,
                        "{\"x\":1}",
                        Event.NONE));
    }

    @ParameterizedTest
    @CsvSource({
        "Login of admin failed, Login of [masked] failed",
        "admin, [masked]",
        "Admin ADMIN, [masked] [masked]",
        "'admin''s session; (admin)\nadmin', '[masked]''s session; ([masked])\n[masked]'",
        "administrator superadmin admin2, administrator superadmin admin2"
    })
    void aHiddenValueIsHiddenInTheMessageWhereItIsAWordOfItsOwn(String message, String shown) {
        assertThat(masking("user").apply(event(message, "{}")).message()).isEqualTo(shown);
    }

    @Test
    void theMessageShowsWhatStandsInThePlaceOfTheValue() {
        assertThat(hashing("user").apply(event("By admin", "{}")).message()).isEqualTo("By " + HASH_OF_ADMIN);
        assertThat(removing("user").apply(event("By admin", "{}")).message()).isEqualTo("By [removed]");
        assertThat(truncating("ip")
                        .apply(event(
                                "203.0.113.9 as [203.0.113.9:80], ::FFFF:203.0.113.9 but 203.0.113.99",
                                "{\"ip\":[\"203.0.113.9:80\",\"::ffff:203.0.113.9\"]}"))
                        .message())
                .isEqualTo("203.0.113.0 as [203.0.113.0], ::ffff:203.0.113.0 but 203.0.113.99");
    }

    @Test
    void ofTwoValuesTheLongerOneIsFoundFirst() {
        assertThat(masking("a", "b")
                        .apply(event("To Ann Lee and Ann", "{\"a\":\"Ann\",\"b\":\"Ann Lee\"}"))
                        .message())
                .isEqualTo("To [masked] and [masked]");
    }

    @Test
    void whatIsInAHiddenListOrObjectIsHiddenInTheMessageAsWellAndWhatIsShortIsNot() {
        Event event = event(
                "s-7 \"q\\ 4711.50 true deep ab at no. 12",
                "{\"x\":{\"deep\":[\"s-7\",{\"y\":\"\\\"q\\\\\"}],\"n\":4711.50,\"t\":true,\"s\":\"ab\",\"i\":12}}");

        assertThat(masking("x").apply(event).message()).isEqualTo("[masked] [masked] [masked] true deep ab at no. 12");
        assertThat(removing("x").apply(event).message())
                .isEqualTo("[removed] [removed] [removed] true deep ab at no. 12");
    }

    @Test
    void blanksAroundAValueDoNotKeepItInTheMessage() {
        assertThat(masking("x").apply(event("Hello Ann!", "{\"x\":\"  Ann \"}")).message())
                .isEqualTo("Hello [masked]!");
    }

    @Test
    void theStrictestRuleDecidesWhatTheMessageShows() {
        Redaction both = new Redaction(options(List.of(), List.of("x"), List.of(), List.of("user")));

        assertThat(both.apply(event("By admin", "{\"x\":\"admin\"}")).message()).isEqualTo("By [masked]");
    }

    @Test
    void itTellsWhatItHasHidden() {
        Redaction redaction = new Redaction(options(List.of("gone"), List.of("a.b"), List.of("none"), List.of("user")));

        Redacted redacted = redaction.redacted(event("By admin", "{\"a\":{\"b\":1},\"none\":null}"));

        assertThat(redacted.found())
                .containsExactly(new Redacted.Hidden("mask", "a.b"), new Redacted.Hidden("hash", "user"));
        assertThat(redacted.inMessage()).isTrue();
        assertThat(redacted.failed()).isFalse();
        assertThat(redaction.redacted(event("Hello", "{\"a\":{\"b\":1}}")).inMessage())
                .isFalse();
    }

    @Test
    void itTellsWhereWhatIsHiddenIsStillShown() {
        Event event = event(
                "By admin", "{\"a\":\"admin\",\"b\":[{\"c\":\"Admin's\"},{\"c\":\"ADMIN\"}],\"d\":\"administrator\"}");
        Event network = event("By admin", "{\"ip\":\"203.0.113.0\",\"b\":\"203.0.113.0\"}");

        assertThat(masking("user").redacted(event).remains()).containsExactly("a", "b.c");
        assertThat(masking("user", "a", "b").redacted(event).remains()).isEmpty();
        assertThat(masking("a").redacted(event).remains()).containsExactly("user", "b.c");
        assertThat(truncating("ip").redacted(network).remains()).isEmpty();
    }

    @Test
    void ofAnEventThatCannotBeRedactedNothingIsShown() {
        Event broken = event("By admin", "{\"a\":\"no end");

        Redacted redacted = masking("a").redacted(broken.marked("{\"replayed\":true}"));

        assertThat(redacted.failed()).isTrue();
        assertThat(redacted.event())
                .isEqualTo(new Event(
                        broken.timestamp(),
                        "masked",
                        Severity.HIGH,
                        "[masked]",
                        null,
                        null,
                        null,
                        null,
                        Event.NONE,
                        "{\"replayed\":true,\"redaction\":\"failed\"}"));
        assertThat(masking("a").apply(broken).marks()).isEqualTo("{\"redaction\":\"failed\"}");
    }

    @Test
    void aMessageThatIsMadeToTakeLongIsHiddenAsAWhole() {
        String nearly = "a ".repeat(40_000);

        Event shown = masking("x").apply(event(nearly, "{\"x\":\"" + nearly + "b\"}"));

        assertThat(shown.message()).isEqualTo("[masked]");
    }

    @Test
    void manyHiddenTextsDoNotTakeLong() {
        var list = new StringBuilder("[\"word0\"");
        var message = new StringBuilder("start");
        for (int i = 1; i < 50_000; i++) {
            list.append(",\"w").append(i).append("\"");
            message.append(" v").append(i);
        }

        Event shown = masking("x").apply(event(message + " w4711", "{\"x\":" + list + "]}"));

        assertThat(shown.message()).isEqualTo(message + " [masked]");
    }

    @Test
    void withoutRulesTheEventItselfIsShown() {
        Event event = event("Hello", "{\"a\":1}");

        assertThat(Redaction.NONE.apply(event)).isSameAs(event);
        assertThat(removing("b").apply(event)).isSameAs(event);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new RedactionOptions(List.of(), List.of(), List.of(), paths(List.of("user")), null))
                .hasMessage("hash, key: without a key anybody could guess what is hashed; write a key");
        assertThatThrownBy(() -> new RedactionOptions(List.of(), List.of(), List.of(), List.of(), Secret.of("short")))
                .hasMessage("key: is too short; write at least 16 characters");
        assertThatThrownBy(() -> options(List.of("message", "site"), List.of(), List.of("message"), List.of()))
                .hasMessageContaining("remove: message is in every event")
                .hasMessageContaining("remove: site is in every event")
                .hasMessageContaining("truncate_ip: message is no address");
        assertThatThrownBy(() -> options(List.of("a"), List.of("b", "b"), List.of(), List.of("a")))
                .hasMessage("mask: b stands in mask already\nhash: a stands in remove already");
    }

    @Test
    void redactionsOfTheSameWordsAreEqual() {
        assertThat(masking("a.b", "user")).isEqualTo(masking("a.b", "user"));
        assertThat(masking("a.b")).isNotEqualTo(masking("a.c")).isNotEqualTo(Redaction.NONE);
        assertThat(masking("a").hashCode()).isEqualTo(masking("a").hashCode());
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

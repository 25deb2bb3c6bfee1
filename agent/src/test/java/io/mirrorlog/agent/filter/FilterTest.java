package io.mirrorlog.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {

    private static final Event LOGIN =
            event(Severity.HIGH, Scalar.of("user"), Scalar.of("login"), Scalar.of("admin"), "{}");

    @ParameterizedTest
    @CsvSource({
        "high, HIGH, true",
        "high, CRITICAL, false",
        "high+, CRITICAL, true",
        "high+, HIGH, true",
        "high+, MEDIUM, false",
        "warning+, MEDIUM, true",
        "500, CRITICAL, true"
    })
    void aSeverityIsOneOrThatOneAndAllGraver(String pattern, Severity severity, boolean passes) {
        assertThat(SeverityPattern.parse(pattern).test(severity)).isEqualTo(passes);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 1000, true",
        "1000, 10000, false",
        "4000-4020, 4000, true",
        "4000-4020, 4020, true",
        "4000-4020, 4021, false",
        "4000-4020, 3999, false",
        "4000-4020, '\"4010\"', true",
        "4000-4020, 4010.0, false",
        "0-1, '\"\"', false",
        "user, '\"user\"', true",
        "user/*, '\"user\"', true",
        "user/log*, '\"user\"', true",
        "user/logout, '\"user\"', false",
        "*/login, '\"user\"', true",
        "us, '\"user\"', false",
        "us*, '\"user\"', true"
    })
    void aTypeMatchesByNumberTextOrTypeAndAction(String pattern, String type, boolean passes) {
        Event event = event(Severity.LOW, new Scalar(type), Scalar.of("login"), null, "{}");

        assertThat(TypePattern.parse(pattern).test(event)).isEqualTo(passes);
    }

    @Test
    void anEventWithoutATypeMatchesNone() {
        assertThat(TypePattern.parse("*").test(event(Severity.LOW, null, Scalar.of("login"), null, "{}")))
                .isFalse();
        assertThat(TypePattern.parse("0-9").test(event(Severity.LOW, null, null, null, "{}")))
                .isFalse();
    }

    @Test
    void allCriteriaOfOnlyMustHold() {
        var only = criteria("high+", List.of("user/*"), List.of("shop"), List.of("adm*"), Map.of());

        assertThat(obstacle(only, null, LOGIN)).isNull();
        assertThat(obstacle(criteria("critical", List.of("user/*"), List.of(), List.of(), Map.of()), null, LOGIN))
                .isEqualTo("only.severity");
        assertThat(obstacle(criteria("high+", List.of("post/*", "1000"), List.of(), List.of(), Map.of()), null, LOGIN))
                .isEqualTo("only.types");
        assertThat(obstacle(criteria(null, List.of(), List.of("shop-2"), List.of(), Map.of()), null, LOGIN))
                .isEqualTo("only.sites");
        assertThat(obstacle(criteria(null, List.of(), List.of(), List.of("root"), Map.of()), null, LOGIN))
                .isEqualTo("only.users");
    }

    @Test
    void anyCriterionOfExceptIsEnough() {
        assertThat(obstacle(null, criteria("low", List.of("user/*"), List.of(), List.of(), Map.of()), LOGIN))
                .isEqualTo("except.types");
        assertThat(obstacle(null, criteria("low", List.of("post/*"), List.of(), List.of("admin"), Map.of()), LOGIN))
                .isEqualTo("except.users");
        assertThat(obstacle(null, criteria("low", List.of("post/*"), List.of(), List.of("root"), Map.of()), LOGIN))
                .isNull();
    }

    @Test
    void whatIsNotThereMatchesNoPattern() {
        Event nobody = event(Severity.HIGH, Scalar.of(1), null, null, "{}");

        assertThat(obstacle(criteria(null, List.of(), List.of(), List.of("*"), Map.of()), null, nobody))
                .isEqualTo("only.users");
        assertThat(obstacle(null, criteria(null, List.of(), List.of(), List.of("*"), Map.of()), nobody))
                .isNull();
    }

    @Test
    void withoutCriteriaEveryEventPasses() {
        assertThat(obstacle(null, null, LOGIN)).isNull();
        assertThat(obstacle(criteria(null, List.of(), List.of(), List.of(), Map.of()), null, LOGIN))
                .isNull();
        assertThat(obstacle(null, criteria(null, List.of(), List.of(), List.of(), Map.of()), LOGIN))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "post_type      | page  | {\"post_type\":\"page\"}               | true",
                "post_type      | page  | {\"post_type\":\"pages\"}              | false",
                "post_type      | page  | {\"x\":{\"post_type\":\"page\"}}       | false",
                "post.type      | page  | {\"post\":{\"id\":1,\"type\":\"page\"}} | true",
                "post.type      | page  | {\"post.type\":\"page\"}               | true",
                "a.b.c          | x*    | {\"a.b\":{\"c\":\"xy\"}}               | true",
                "a.b.c          | x*    | {\"a\":{\"b.c\":\"xy\"}}               | true",
                "a.b.c          | x*    | {\"a\":{\"b\":\"c\"}}                  | false",
                "roles          | admin | {\"roles\":[\"editor\",\"admin\"]}     | true",
                "roles          | admin | {\"roles\":[\"editor\"]}              | false",
                "roles          | *     | {\"roles\":[]}                         | false",
                "items.kind     | b     | {\"items\":[{\"kind\":\"a\"},{\"kind\":\"b\"}]} | true",
                "size           | 1.0   | {\"size\":1.0}                         | true",
                "size           | 1     | {\"size\":1.0}                         | false",
                "ok             | true  | {\"ok\":true}                          | true",
                "gone           | *     | {\"gone\":null}                        | false",
                "box            | *     | {\"box\":{\"a\":1}}                    | false",
                "na\u00efve     | a\"b  | {\"na\\u00efve\":\"a\\\"b\"}           | true",
            })
    void metadataIsFoundByPath(String path, String pattern, String metadata, boolean passes) {
        Event event = event(Severity.LOW, null, null, null, metadata);

        assertThat(new Filter(criteria(null, List.of(), List.of(), List.of(), Map.of(path, List.of(pattern))), null)
                        .test(event))
                .isEqualTo(passes);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> SeverityPattern.parse("grave")).hasMessageContaining("may be critical");
        assertThatThrownBy(() -> TypePattern.parse("20-10")).hasMessage("is no range: 20 is more than 10");
        assertThatThrownBy(() -> TypePattern.parse("")).hasMessageContaining("is no pattern");
        assertThatThrownBy(() -> Glob.parse("x".repeat(201))).hasMessageContaining("1 to 200 characters");
        assertThatThrownBy(() -> criteria(null, List.of(), List.of(), List.of(), Map.of("", List.of("x"))))
                .hasMessageStartingWith("metadata.: is no path");
        assertThatThrownBy(() ->
                        criteria(null, List.of(), List.of(), List.of(), Map.of("a.".repeat(16) + "b", List.of("x"))))
                .hasMessageContaining("at most 16 of them");
    }

    @Test
    void criteriaOfTheSameWordsAreEqual() {
        assertThat(criteria("high+", List.of("1-2", "user/*"), List.of("a"), List.of("b"), Map.of("p", List.of("v"))))
                .isEqualTo(criteria(
                        "high+", List.of("1-2", "user/*"), List.of("a"), List.of("b"), Map.of("p", List.of("v"))));
    }

    private static @Nullable String obstacle(@Nullable Criteria only, @Nullable Criteria except, Event event) {
        return new Filter(only, except).obstacle(event);
    }

    static Criteria criteria(
            @Nullable String severity,
            List<String> types,
            List<String> sites,
            List<String> users,
            Map<String, List<String>> metadata) {
        Map<String, List<Glob>> values = new java.util.LinkedHashMap<>();
        metadata.forEach((path, patterns) -> values.put(path, globs(patterns)));
        return new Criteria(
                severity == null ? null : SeverityPattern.parse(severity),
                types.stream().map(TypePattern::parse).toList(),
                globs(sites),
                globs(users),
                values);
    }

    private static List<Glob> globs(List<String> patterns) {
        return patterns.stream().map(Glob::parse).toList();
    }

    private static Event event(
            Severity severity, @Nullable Scalar type, @Nullable Scalar action, @Nullable Scalar user, String metadata) {
        return new Event(
                OffsetDateTime.parse("2026-11-21T20:16:00Z"),
                "shop",
                severity,
                "Something happened",
                Scalar.of("1"),
                type,
                action,
                user,
                metadata,
                Event.NONE);
    }
}

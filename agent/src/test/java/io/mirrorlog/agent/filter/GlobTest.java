package io.mirrorlog.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {

    @ParameterizedTest
    @ValueSource(strings = {"*", "a*b*c", "*a*", "abc", "a**c", "***abc", "abc***", "*bc", "ab*"})
    void matchesStars(String pattern) {
        assertThat(new Glob(pattern).test("abc")).isTrue();
        assertThat(new Glob(pattern).test("")).isEqualTo(pattern.equals("*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "a*d", "*a", "b*", "a?c", "a.c", "*abcd", "a*c*c"})
    void doesNotMatchOtherText(String pattern) {
        assertThat(new Glob(pattern).test("abc")).isFalse();
    }

    @Test
    void needsNoLongTimeForAnyPattern() {
        assertThat(new Glob("*a".repeat(50) + "b").test("a".repeat(100_000))).isFalse();
    }
}

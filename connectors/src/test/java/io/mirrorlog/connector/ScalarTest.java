package io.mirrorlog.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarTest {

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1E400", "-0", "9223372036854775808", "0.10"})
    void keepsANumberAsItCame(String number) {
        var scalar = new Scalar(number);
        assertThat(scalar.isString()).isFalse();
        assertThat(scalar.text()).isEqualTo(number);
        assertThat(scalar).hasToString(number);
    }

    @Test
    void tellsAStringFromANumber() {
        assertThat(Scalar.of("7")).isNotEqualTo(Scalar.of(7));
        assertThat(Scalar.of("7").text()).isEqualTo(Scalar.of(7).text());
        assertThat(Scalar.of("7").json()).isEqualTo("\"7\"");
        assertThat(Scalar.of(Long.MIN_VALUE).json()).isEqualTo("-9223372036854775808");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a \"b\" \\ c", "\u001b[31m\n\u2028", "\ud83d alone", "😀"})
    void givesBackAStringOfAnyCharacters(String text) {
        assertThat(Scalar.of(text).isString()).isTrue();
        assertThat(Scalar.of(text).text()).isEqualTo(text);
    }

    @Test
    void isNeverNothing() {
        assertThatThrownBy(() -> new Scalar("")).isInstanceOf(IllegalArgumentException.class);
    }
}

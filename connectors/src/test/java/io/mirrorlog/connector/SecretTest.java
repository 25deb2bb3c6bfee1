package io.mirrorlog.connector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {

    @Test
    void printsAsStarsWhereverItStands() {
        record Options(Secret<String> token) {}
        var options = new Options(Secret.of("s3cr3t"));
        assertThat(options.toString()).contains("***").doesNotContain("s3cr3t");
        assertThat(options.token().map(String::length)).hasToString("***");
    }

    @Test
    void isItsValue() {
        assertThat(Secret.of("a").map(a -> a + "b")).isEqualTo(Secret.of("ab")).hasSameHashCodeAs(Secret.of("ab"));
        assertThat(Secret.of("a")).isNotEqualTo(Secret.of("b"));
        assertThat(Secret.of("a").reveal()).isEqualTo("a");
    }
}

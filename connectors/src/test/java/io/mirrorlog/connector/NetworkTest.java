package io.mirrorlog.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    private static Network network(Duration timeout, @Nullable String proxy) {
        return new Network(timeout, proxy == null ? null : Secret.of(URI.create(proxy)), null);
    }

    @Test
    void hasBoundsForTheTimeout() {
        assertThat(network(Duration.ofMillis(100), null)).isNotNull();
        assertThat(network(Duration.ofMinutes(5), null)).isNotNull();
        assertThatThrownBy(() -> network(Duration.ofMillis(99), null)).hasMessageStartingWith("timeout: ");
        assertThatThrownBy(() -> network(Duration.ofSeconds(301), null)).hasMessageStartingWith("timeout: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://proxy.example:3128", "http://me:secret@10.0.0.1:80/", "http://[::1]:3128"})
    void knowsAProxy(String proxy) {
        assertThat(network(Duration.ofSeconds(1), proxy).toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://secret:3128",
                "http://secret",
                "socks5://secret:1080",
                "http://secret:80/a",
                "http://:80"
            })
    void refusesWhatIsNoneWithoutShowingIt(String proxy) {
        assertThatThrownBy(() -> network(Duration.ofSeconds(1), proxy))
                .hasMessageStartingWith("proxy: ")
                .message()
                .doesNotContain("secret:");
    }
}

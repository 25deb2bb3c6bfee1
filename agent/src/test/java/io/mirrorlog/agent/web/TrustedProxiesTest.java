package io.mirrorlog.agent.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

    private final TrustedProxies proxies = new TrustedProxies(
            List.of(IpRange.parse("127.0.0.1"), IpRange.parse("10.0.0.0/8"), IpRange.parse("2001:db8::/32")));

    private @Nullable String client(String sender, @Nullable String forwarded, @Nullable String client) {
        Map<String, String> headers = new HashMap<>();
        if (forwarded != null) {
            headers.put("x-forwarded-for", forwarded);
        }
        if (client != null) {
            headers.put("x-client-ip", client);
        }
        return proxies.clientOf(new Request("POST", "/", Map.of(), headers, new byte[0], sender, "", Runnable::run));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 203.0.113.9, 203.0.113.9",
        "127.0.0.1, '198.51.100.1, 203.0.113.9', 203.0.113.9",
        "127.0.0.1, '198.51.100.1, 203.0.113.9, 10.1.2.3,10.0.0.1', 203.0.113.9",
        "2001:db8::1, 2001:db9::7, 2001:db9::7",
        "10.255.0.1, '203.0.113.9, unknown', ",
        "10.255.0.1, '203.0.113.9, 203.0.113.9:4711', ",
        "10.255.0.1, '10.0.0.1', ",
        "10.255.0.1, '', ",
        "10.255.0.1, 'localhost', ",
    })
    void takesTheNearestAddressThatIsNoProxys(String sender, String forwarded, @Nullable String client) {
        assertThat(client(sender, forwarded, "192.0.2.1")).isEqualTo(client);
    }

    @Test
    void believesNoStranger() {
        assertThat(client("203.0.113.9", "1.2.3.4", "1.2.3.4")).isEqualTo("203.0.113.9");
        assertThat(client("11.0.0.1", "1.2.3.4", null)).isEqualTo("11.0.0.1");
        assertThat(client("", "1.2.3.4", "1.2.3.4")).isNull();
    }

    @Test
    void takesTheAddressThatAMediaWikiWrites() {
        assertThat(client("127.0.0.1", null, "203.0.113.9")).isEqualTo("203.0.113.9");
        assertThat(client("127.0.0.1", null, "nonsense")).isNull();
        assertThat(client("127.0.0.1", null, null)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/9, 10.128.0.0, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false",
        "::1, 0:0:0:0:0:0:0:1, true",
        "127.0.0.1, ::ffff:127.0.0.1, true",
        "fe80::/10, febf::1, true",
        "fe80::/10, fec0::1, false",
        "127.0.0.1, localhost, false",
        "127.0.0.1, '', false",
    })
    void knowsWhatIsInARange(String range, String address, boolean inside) {
        assertThat(IpRange.parse(range).contains(address)).isEqualTo(inside);
    }

    @Test
    void takesWhatIsWrittenAlikeForTheSame() {
        assertThat(IpRange.parse("10.0.0.0/8"))
                .isEqualTo(IpRange.parse("10.0.0.0/8"))
                .hasSameHashCodeAs(IpRange.parse("10.0.0.0/8"))
                .isNotEqualTo(IpRange.parse("10.0.0.0/9"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.0.0.0/33",
                "::/129",
                "10.0.0/8",
                "10.0.0.0/",
                "/8",
                "256.1.1.1",
                "::g",
                "1.2.3.4/-1"
            })
    void refusesWhatIsNoRange(String text) {
        assertThatThrownBy(() -> IpRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is neither an IP address nor a network");
    }
}

package io.mirrorlog.agent.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.9, 203.0.113.0",
        "203.0.113.9:443, 203.0.113.0",
        "2001:db8:1234:5678::9, 2001:db8:1234::",
        "[2001:DB8:1234:5678::9]:443, 2001:db8:1234::",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1::",
        "2001:db8:0:2:3:4:5:6, 2001:db8::",
        "0:0:1:2:3:4:5:6, 0:0:1::",
        "fe80::1%eth0, fe80::",
        "::1, ::",
        "::, ::",
        "::ffff:203.0.113.9, ::ffff:203.0.113.0",
        "64:ff9b::203.0.113.9, 64:ff9b::"
    })
    void anAddressIsCutToItsNetwork(String address, String network) {
        assertThat(Objects.requireNonNull(IpAddress.read(address)).network()).isEqualTo(network);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "203.0.113",
                "203.0.113.256",
                "203.0.113.9/32",
                "203.0.113.9.1",
                "2001:db8::1::2",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7",
                "::ffff:203.0.113.256",
                "12345::1",
                "example.org",
                ":",
                "[::1",
                "٢٠٣.0.113.9"
            })
    void whatIsNoAddressIsNone(String text) {
        assertThat(IpAddress.read(text)).isNull();
    }

    @Test
    void itKnowsHowATextMayShowIt() {
        assertThat(spellings("203.0.113.9:443")).contains("203.0.113.9:443", "203.0.113.9");
        assertThat(spellings("[fe80::1%eth0]:80")).contains("[fe80::1%eth0]:80", "fe80::1%eth0", "fe80::1");
        assertThat(spellings("::ffff:203.0.113.9")).contains("::ffff:203.0.113.9", "203.0.113.9");
    }

    private static List<String> spellings(String address) {
        return Objects.requireNonNull(IpAddress.read(address)).spellings();
    }
}

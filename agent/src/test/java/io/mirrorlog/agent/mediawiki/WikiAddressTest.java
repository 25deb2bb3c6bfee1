package io.mirrorlog.agent.mediawiki;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WikiAddressTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "192.000.002.007, 192.0.2.7",
        "192.0.2.0/24, 192.0.2.0/24",
        "2001:db8::1, 2001:DB8:0:0:0:0:0:1",
        "2001:0DB8:0000::0001, 2001:DB8:0:0:0:0:0:1",
        "::, 0:0:0:0:0:0:0:0",
        "2001:db8::/32, 2001:DB8:0:0:0:0:0:0/32",
    })
    void hasOneForm(String given, String canonical) {
        assertThat(WikiAddress.canonical(given)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bob",
                "999.1.1.1",
                "1.2.3",
                "1.2.3.xxx",
                "a:b:c",
                "2001:db8",
                ":",
                "::1%eth0",
                "::1/x",
                "localhost"
            })
    void isNoOtherText(String given) {
        assertThat(WikiAddress.canonical(given)).isEmpty();
    }
}

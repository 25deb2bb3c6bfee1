package io.mirrorlog.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://logs.example",
                "https://logs.example:8443/a/b?c=d%20e",
                "https://user:pass@logs.example/",
                "http://localhost:9200/_bulk",
                "http://127.0.0.1:1/",
                "http://127.3.2.1/",
                "http://[::1]:80/"
            })
    void allowsWhatNobodyOnTheWayCanRead(String url) {
        assertThat(Urls.fault(url, false)).isNull();
        assertThat(Urls.isExposed(url)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "logs.example",
                "ftp://logs.example/",
                "https:///path",
                "https://a b/",
                "https://logs.example:0/",
                "https://logs.example:65536/",
                "https://logs.example/#part",
                "http://logs.example/",
                "http://127.0.0.1.logs.example/",
                "http://localhost.logs.example/"
            })
    void refusesOthersWithoutShowingThem(String url) {
        String fault = Urls.fault(url, false);
        assertThat(fault).isNotBlank();
        assertThat(fault).doesNotContain("logs.example");
    }

    @Test
    void allowsPlaintextWhereTheUserDoes() {
        assertThat(Urls.fault("http://logs.example/", true)).isNull();
        assertThat(Urls.isExposed("http://logs.example/")).isTrue();
        assertThat(Urls.fault("ftp://logs.example/", true)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "my shop,my%20shop",
        "user/login,user%2Flogin",
        "a.b_c-d~1,a.b_c-d~1",
        "?&=#%+,%3F%26%3D%23%25%2B",
        "é漢,%C3%A9%E6%BC%A2"
    })
    void encodesWhatMeansSomethingInAUrl(String text, String encoded) {
        assertThat(Urls.encoded(text)).isEqualTo(encoded);
    }
}

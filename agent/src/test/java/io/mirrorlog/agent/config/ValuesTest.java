package io.mirrorlog.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.connector.ByteSize;
import io.mirrorlog.connector.Rate;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    @ParameterizedTest
    @CsvSource({"250ms, 250", "1s, 1000", "5m, 300000", "24h, 86400000", "7d, 604800000", "0, 0", "90s, 90000"})
    void durationsHaveUnits(String text, long millis) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "-1s", "1.5h", "1 s", "1S", "1y", "s", "99999999999d", "\u0661s"})
    void otherDurationsAreRefused(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"500MiB, 524288000", "8KiB, 8192", "1GB, 1000000000", "1024, 1024", "7B, 7", "2TiB, 2199023255552"})
    void sizesHaveUnitsOrAreBytes(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5GiB", "1 GiB", "1gib", "1G", "GiB", "9999999999999999999", "99999999999TiB"})
    void otherSizesAreRefused(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"10/s, 100000000", "30/m, 2000000000", "1/h, 3600000000000", "3/s, 333333334", "10000/s, 100000"})
    void ratesAreCallsInATime(String text, long nanosBetween) {
        assertThat(Rate.parse(text)).hasToString(text);
        assertThat(Rate.parse(text).interval()).isEqualTo(Duration.ofNanos(nanosBetween));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10", "/s", "0/s", "10001/s", "1.5/s", "1/ms", "1/d", "1 /s", "-1/s", "1/S", "\u0661/s"})
    void otherRatesAreRefused(String text) {
        assertThatThrownBy(() -> Rate.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatIsPrintedReadsBackAsItWas(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 10_000; round++) {
            var size = new ByteSize(random.nextLong(1L << random.nextInt(1, 50)) << random.nextInt(7));
            assertThat(ByteSize.parse(size.toString())).isEqualTo(size);
            Duration duration = Duration.ofMillis(
                    random.nextLong(100_000) * List.of(1, 1000, 60_000).get(random.nextInt(3)));
            assertThat(Durations.parse(Durations.text(duration))).isEqualTo(duration);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8514, 127.0.0.1, 8514, true",
        "127.9.9.9:0, 127.9.9.9, 0, true",
        "localhost:80, localhost, 80, true",
        "[::1]:8514, ::1, 8514, true",
        "0.0.0.0:8514, 0.0.0.0, 8514, false",
        "[::]:65535, ::, 65535, false",
        "web-1.example:1, web-1.example, 1, false",
        "127.0.0.1.evil.example:1, 127.0.0.1.evil.example, 1, false",
        "127.0.0.256:1, 127.0.0.256, 1, false",
    })
    void anAddressIsAHostAndAPort(String text, String host, int port, boolean loopback) {
        ListenAddress address = ListenAddress.parse(text);
        assertThat(address).isEqualTo(new ListenAddress(host, port)).hasToString(text);
        assertThat(address.isLoopback()).isEqualTo(loopback);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8514", ":8514", "a:", "a:65536", "::1:8514", "[::1]", "a b:1", "http://a:1", "a:-1"})
    void otherAddressesAreRefused(String text) {
        assertThatThrownBy(() -> ListenAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(";");
    }

    @ParameterizedTest
    @CsvSource({"ulr, url, 1", "url, url, 0", "'', url, 3", "retentoin, retention, 1", "ca, abc, 3", "abcd, acbx, 2"})
    void slipsAreCounted(String a, String b, int slips) {
        assertThat(Suggestion.distance(a, b)).isEqualTo(slips).isEqualTo(Suggestion.distance(b, a));
    }

    @ParameterizedTest
    @CsvSource({
        "ulr, ' (did you mean url?)'",
        "maxSize, ' (did you mean max_size?)'",
        "max-size, ' (did you mean max_size?)'",
        "to, ''",
        "retainment_period, ''",
        "giveup_aftr, ' (did you mean give_up_after?)'",
    })
    void onlyWhatIsNearIsSuggested(String given, String suggestion) {
        assertThat(Suggestion.among(List.of("url", "max_size", "retention", "give_up_after"), given))
                .isEqualTo(suggestion);
    }
}

package io.mirrorlog.agent.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T10:15:30Z, 2026-11-21T10:15:30.000000000+00:00",
        "2026-11-21t10:15:30.1z, 2026-11-21T10:15:30.100000000+00:00",
        "2026-11-21 10:15:30.123456789+02:00, 2026-11-21T10:15:30.123456789+02:00",
        "2026-11-21T10:15:30-00:00, 2026-11-21T10:15:30.000000000+00:00",
        "2026-11-21T10:15:30.000000001-18:00, 2026-11-21T10:15:30.000000001-18:00",
        "2016-12-31T23:59:60Z, 2017-01-01T00:00:00.000000000+00:00",
        "2016-12-31T18:59:60.5-05:00, 2016-12-31T19:00:00.500000000-05:00",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00.000000000+00:00",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00.000000000+00:00",
        "1900-01-01T00:00:00+18:00, 1900-01-01T00:00:00.000000000+18:00",
        "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999+00:00",
    })
    void readsRfc3339ToTheNanosecond(String text, String read) {
        assertThat(Timestamps.format(Timestamps.ofRfc3339(text))).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | not RFC 3339, such as 2026-11-21T10:15:30.123456789+02:00",
                "yesterday | not RFC 3339, such as 2026-11-21T10:15:30.123456789+02:00",
                "2026-11-21 | not RFC 3339, such as 2026-11-21T10:15:30.123456789+02:00",
                "2026-11-21T10:15Z | not RFC 3339, such as 2026-11-21T10:15:30.123456789+02:00",
                "2026-11-21T10:15:30,5Z | not RFC 3339, such as 2026-11-21T10:15:30.123456789+02:00",
                "2026-11-21T10:15:30.Z | not RFC 3339, such as 2026-11-21T10:15:30.123456789+02:00",
                "2026-11-21T10:15:30+0200 | not RFC 3339, such as 2026-11-21T10:15:30.123456789+02:00",
                "2026-11-21T10:15:30Zulu | not RFC 3339, such as 2026-11-21T10:15:30.123456789+02:00",
                "+2026-11-21T10:15:30Z | not RFC 3339, such as 2026-11-21T10:15:30.123456789+02:00",
                "٢٠٢٦-11-21T10:15:30Z | not RFC 3339, such as 2026-11-21T10:15:30.123456789+02:00",
                "2026-11-21T10:15:30 | no offset, give Z or one like +02:00",
                "2026-11-21T10:15:30.5 | no offset, give Z or one like +02:00",
                "2026-11-21T10:15:30.1234567890Z | more than nine digits of fraction",
                "2026-02-30T10:15:30Z | no such day: 2026-02-30",
                "2026-00-01T10:15:30Z | no such day: 2026-00-01",
                "2026-11-21T24:00:00Z | no such time of day: 24:00:00",
                "2026-11-21T10:15:61Z | no such time of day: 10:15:61",
                "2026-11-21T10:15:30+18:01 | offset +18:01 is beyond 18 hours",
                "2026-11-21T10:15:30-99:59 | offset -99:59 is beyond 18 hours",
                "2026-11-21T10:15:30+01:60 | no such offset: +01:60",
                "0000-01-01T00:00:00+00:01 | outside the years 0000 to 9999 (UTC)",
                "9999-12-31T23:59:60Z | outside the years 0000 to 9999 (UTC)",
                "9999-12-31T23:59:59-00:01 | outside the years 0000 to 9999 (UTC)",
            })
    void saysWhatIsWrongWithATimestamp(String text, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Timestamps.ofRfc3339(text))
                .withMessage(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00Z",
        "-0.0, 1970-01-01T00:00:00Z",
        "1763720130, 2025-11-21T10:15:30Z",
        "1763720130.123456, 2025-11-21T10:15:30.123456Z",
        "1763720130.1234567899, 2025-11-21T10:15:30.123456789Z",
        "1.76372013E9, 2025-11-21T10:15:30Z",
        "99999999999, 5138-11-16T09:46:39Z",
        "100000000000, 1973-03-03T09:46:40Z",
        "1763720130123, 2025-11-21T10:15:30.123Z",
        "1763720130123.456789, 2025-11-21T10:15:30.123456789Z",
        "1763720130123456, 2025-11-21T10:15:30.123456Z",
        "1763720130123456.789, 2025-11-21T10:15:30.123456789Z",
        "1763720130123456789, 2025-11-21T10:15:30.123456789Z",
        "-1, 1969-12-31T23:59:59Z",
        "-0.000000001, 1969-12-31T23:59:59.999999999Z",
        "-62167219200, 0000-01-01T00:00:00Z",
        "-1763720130123, 1914-02-10T13:44:29.877Z",
        "253402300799999999999, 9999-12-31T23:59:59.999999999Z",
    })
    void readsNumbersBySize(String number, String time) {
        assertThat(Timestamps.ofEpoch(number)).isEqualTo(OffsetDateTime.parse(time));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-62167219201",
                "253402300800000000000",
                "1E400",
                "-1E400",
                "1e-999999999",
                "1E2147483647",
                "1E99",
                "9e30"
            })
    @Timeout(20)
    void refusesNumbersBeyondTheYears(String number) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Timestamps.ofEpoch(number))
                .withMessage("outside the years 0000 to 9999 (UTC)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "NaN", "Infinity", "0x10", "1E99999999999"})
    void refusesWhatIsNoNumber(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Timestamps.ofEpoch(text))
                .withMessage("not a number");
    }

    @Test
    @Timeout(20)
    void refusesAnEndlessNumber() {
        assertThatIllegalArgumentException().isThrownBy(() -> Timestamps.ofEpoch("9".repeat(1 << 20)));
    }
}

package io.mirrorlog.agent.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeShapeTest {

    @Test
    void takesAMessageAloneAndFillsInTheRest() throws Exception {
        Event event = Reads.event("{\"message\":\"hello\"}");
        assertThat(event.message()).isEqualTo("hello");
        assertThat(event.site()).isEqualTo("web-1");
        assertThat(event.severity()).isEqualTo(Severity.INFORMATIONAL);
        assertThat(event.timestamp())
                .hasToString(Reads.CLOCK.instant().atOffset(ZoneOffset.UTC).toString());
        assertThat(String.valueOf(event.id())).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-.{12}");
        assertThat(event.type()).isNull();
        assertThat(event.action()).isNull();
        assertThat(event.user()).isNull();
        assertThat(event.metadata()).isEqualTo(Event.NONE);
        assertThat(event.marks()).isEqualTo(Event.NONE);
    }

    @Test
    void keepsEveryNanosecondAndTheProducersOffset() throws Exception {
        Event event = Reads.event("{\"message\":\"m\",\"timestamp\":\"2026-11-21T20:16:00.123456789-09:30\"}");
        assertThat(event.timestamp().toString()).isEqualTo("2026-11-21T20:16:00.123456789-09:30");
    }

    @ParameterizedTest
    @CsvSource({
        "1637382071, 2021-11-20T04:21:11Z",
        "1637382071.123456789, 2021-11-20T04:21:11.123456789Z",
        "1637382071123, 2021-11-20T04:21:11.123Z",
        "1637382071123456, 2021-11-20T04:21:11.123456Z",
        "1637382071123456789, 2021-11-20T04:21:11.123456789Z",
        "-1, 1969-12-31T23:59:59Z",
    })
    void readsNumbersAsTheTimeSince1970(String number, String time) throws Exception {
        assertThat(Reads.event("{\"message\":\"m\",\"timestamp\":" + number + "}")
                        .timestamp())
                .isEqualTo(OffsetDateTime.parse(time));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9999-12-31T23:59:59.999999999Z",
                "1900-01-01T00:00:00+00:00",
                "2026-01-01T00:00:00+18:00",
                "2026-01-01T00:00:00-18:00",
                "0001-01-01T00:00:00Z"
            })
    void takesTimesFarAway(String time) throws Exception {
        assertThat(Reads.event("{\"message\":\"m\",\"timestamp\":\"" + time + "\"}")
                        .timestamp())
                .isEqualTo(OffsetDateTime.parse(time));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"2026-01-01T00:00:00+18:01\"",
                "\"2026-01-01T00:00:00\"",
                "\"2026-02-30T00:00:00Z\"",
                "\"yesterday\"",
                "\"1637382071\"",
                "\"\"",
                "1E400",
                "-1E400",
                "[]",
                "{}",
                "true"
            })
    void refusesWhatIsNoTime(String json) throws Exception {
        assertThat(Reads.problem("{\"message\":\"m\",\"timestamp\":" + json + "}"))
                .startsWith("400 timestamp: ")
                .hasSizeGreaterThan(25);
    }

    @Test
    void keepsWhatIsNotItsOwnInTheOrderReceivedToTheCharacter() throws Exception {
        assertThat(Reads.event("""
                                { "z" : 1.0, "message":"m", "a": 1E400 , "n": -0, "big": 18446744073709551615,
                                  "path": "a\\/b", "u": "\\u0041\\uD83D\\uDE00", "nested": { "y": [ 1 , 2.50, null ], "x": {} },
                                  "é": "ü", "t": true, "none": null, "e": "", "long": 0.1000000000000000055511151231257827 }
                                """).metadata())
                .isEqualTo(
                        "{\"z\":1.0,\"a\":1E400,\"n\":-0,\"big\":18446744073709551615,"
                                + "\"path\":\"a\\/b\",\"u\":\"\\u0041\\uD83D\\uDE00\",\"nested\":{\"y\":[1,2.50,null],\"x\":{}},"
                                + "\"é\":\"ü\",\"t\":true,\"none\":null,\"e\":\"\",\"long\":0.1000000000000000055511151231257827}");
    }

    @Test
    void keepsLoneSurrogatesInMessagesValuesAndKeys() throws Exception {
        Event event = Reads.event("{\"message\":\"a\\ud800b\",\"k\":\"\\udc00\",\"\\uDBFF\":1,\"n\":{\"\\ud801\":2}}");
        assertThat(event.message()).isEqualTo("a\ud800b");
        assertThat(event.metadata()).isEqualTo("{\"k\":\"\\udc00\",\"\\udbff\":1,\"n\":{\"\\ud801\":2}}");
    }

    @Test
    void keepsNulAndTerminalEscapesAsWhatTheyAre() throws Exception {
        Event event =
                Reads.event("{\"message\":\"\\u0000\\u001b[31m\\r\\n]{\",\"k\\u001b\":\"\u009b\u202e\u2028\u007f\"}");
        assertThat(event.message()).isEqualTo("\u0000\u001b[31m\r\n]{");
        assertThat(event.metadata()).isEqualTo("{\"k\\u001b\":\"\\u009b\\u202e\\u2028\\u007f\"}");
    }

    @Test
    void takesStringsAndNumbersAsTypeActionAndUser() throws Exception {
        Event event = Reads.event("{\"message\":\"m\",\"type\":1000,\"action\":\"log\\/in\",\"user\":1.0}");
        assertThat(event.type()).isEqualTo(new Scalar("1000"));
        assertThat(event.action()).isEqualTo(new Scalar("\"log\\/in\""));
        assertThat(event.user()).isEqualTo(new Scalar("1.0"));
        assertThat(event.metadata()).isEqualTo(Event.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "null", "[1]", "{\"a\":1}"})
    void leavesOtherTypesOfThemToTheMetadata(String json) throws Exception {
        Event event =
                Reads.event("{\"user\":" + json + ",\"message\":\"m\",\"type\":" + json + ",\"action\":" + json + "}");
        assertThat(event.type()).isNull();
        assertThat(event.action()).isNull();
        assertThat(event.user()).isNull();
        assertThat(event.metadata()).isEqualTo("{\"user\":" + json + ",\"type\":" + json + ",\"action\":" + json + "}");
    }

    @Test
    void treatsNullAsAbsentAndDropsItNowhere() throws Exception {
        String nulls = "\"timestamp\":null,\"site\":null,\"severity\":null,\"id\":null";
        Event event = Reads.event("{" + nulls + ",\"message\":\"m\"}");
        assertThat(event.site()).isEqualTo("web-1");
        assertThat(event.id()).isNotNull();
        assertThat(event.metadata()).isEqualTo("{" + nulls + "}");
        assertThat(Reads.problem("{\"message\":null}")).startsWith("400 message: is required");
    }

    @ParameterizedTest
    @CsvSource({
        "\"critical\", CRITICAL",
        "\"CRIT\", CRITICAL",
        "\"Emergency\", CRITICAL",
        "\"alert\", CRITICAL",
        "500, CRITICAL",
        "1, CRITICAL",
        "\"500\", CRITICAL",
        "\"high\", HIGH",
        "\"error\", HIGH",
        "\"Err\", HIGH",
        "400, HIGH",
        "6, HIGH",
        "\"medium\", MEDIUM",
        "\"warning\", MEDIUM",
        "\"warn\", MEDIUM",
        "300, MEDIUM",
        "10, MEDIUM",
        "\"low\", LOW",
        "\"notice\", LOW",
        "250, LOW",
        "15, LOW",
        "\"informational\", INFORMATIONAL",
        "\"INFO\", INFORMATIONAL",
        "\"debug\", INFORMATIONAL",
        "200, INFORMATIONAL",
        "20, INFORMATIONAL",
        "100, INFORMATIONAL",
        "0, INFORMATIONAL",
    })
    void knowsTheseSeverities(String json, Severity severity) throws Exception {
        Event event = Reads.event("{\"message\":\"m\",\"severity\":" + json + "}");
        assertThat(event.severity()).isEqualTo(severity);
        assertThat(event.metadata()).isEqualTo(Event.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"grave\"", "7", "\"\"", "true", "[]", "4e2"})
    void keepsAnUnknownSeverityAsGiven(String json) throws Exception {
        Event event = Reads.event("{\"message\":\"m\",\"severity\":" + json + "}");
        assertThat(event.severity()).isEqualTo(Severity.INFORMATIONAL);
        assertThat(event.metadata()).isEqualTo("{\"severity\":" + json + "}");
    }

    @ParameterizedTest
    @CsvSource({"\"a b\",a b", "42,42", "-7,-7", "123456789012345678901234567890,123456789012345678901234567890"})
    void takesStringsAndIntegersAsId(String json, String text) throws Exception {
        assertThat(Reads.event("{\"message\":\"m\",\"id\":" + json + "}").id()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e3", "true", "[]", "{}", "\"\""})
    void refusesOtherIds(String json) throws Exception {
        assertThat(Reads.problem("{\"message\":\"m\",\"id\":" + json + "}")).startsWith("400 id: must ");
    }

    @Test
    void boundsTheId() throws Exception {
        assertThat(Reads.event("{\"message\":\"m\",\"id\":\"" + "x".repeat(510) + "\"}")
                        .id())
                .isNotNull();
        assertThat(Reads.problem("{\"message\":\"m\",\"id\":\"" + "x".repeat(511) + "\"}"))
                .isEqualTo("400 id: has 513 bytes; at most 512");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"Message\":\"m\"}", "{\"text\":1}"})
    void saysThatAMessageIsRequired(String json) throws Exception {
        assertThat(Reads.problem(json)).isEqualTo("400 message: is required: a string that says what happened");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "[]", "{}"})
    void refusesAMessageThatIsNoString(String json) throws Exception {
        assertThat(Reads.problem("{\"message\":" + json + "}")).isEqualTo("400 message: must be a string");
    }

    @Test
    void refusesAnEmptyMessage() throws Exception {
        assertThat(Reads.problem("{\"message\":\"\"}")).isEqualTo("400 message: must not be empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop", "a", "Shop 1", "x.y_z-1", "1"})
    void takesTheSiteThatTheEventNames(String site) throws Exception {
        assertThat(Reads.event("{\"message\":\"m\",\"site\":\"" + site + "\"}").site())
                .isEqualTo(site);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\" shop\"", "\"https://shop.example/\"", "\"a\\nb\"", "\"é\"", "7", "true", "[]"})
    void refusesAnotherSite(String json) throws Exception {
        assertThat(Reads.problem("{\"message\":\"m\",\"site\":" + json + "}"))
                .startsWith("400 site: must be at most 100");
    }
}

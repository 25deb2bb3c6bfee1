package io.mirrorlog.agent.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuerybookShapeTest {

    static final String ROW = """
            {"id":17,"created_at":"2026-11-22 10:15:00","uid":7,"event_type":"API","event_data":{"method":"POST",\
            "route":"/query_execution/","params":{"query":"SELECT 1","engine_id":1}}}""";

    static final String CLICK = """
            {"type":"CLICK","data":{"path":"/home/","component":"HOME_PAGE","element":"QUERY_ENGINE_TAB",\
            "aux":{"tab":1}},"timestamp":1669000000000}""";

    @Test
    void readsARowOfTheTable() throws Exception {
        Event event = Reads.event(ROW);
        assertThat(event.message()).isEqualTo("API POST /query_execution/");
        assertThat(event.timestamp()).hasToString("2026-11-22T10:15Z");
        assertThat(event.type()).isEqualTo(Scalar.of("API"));
        assertThat(event.action()).isNull();
        assertThat(event.user()).isEqualTo(Scalar.of(7));
        assertThat(event.id()).isEqualTo(Scalar.of(17));
        assertThat(event.severity()).isEqualTo(Severity.INFORMATIONAL);
        assertThat(event.site()).isEqualTo("web-1");
        assertThat(event.metadata())
                .isEqualTo("{\"event_data\":{\"method\":\"POST\",\"route\":\"/query_execution/\","
                        + "\"params\":{\"query\":\"SELECT 1\",\"engine_id\":1}}}");
    }

    @Test
    void readsWhatAPageSends() throws Exception {
        Event event = Reads.event("[" + CLICK + "]");
        assertThat(event.message()).isEqualTo("CLICK HOME_PAGE / QUERY_ENGINE_TAB");
        assertThat(event.timestamp()).hasToString("2022-11-21T03:06:40Z");
        assertThat(event.type()).isEqualTo(Scalar.of("CLICK"));
        assertThat(event.user()).isNull();
        assertThat(event.metadata())
                .isEqualTo("{\"data\":{\"path\":\"/home/\",\"component\":\"HOME_PAGE\","
                        + "\"element\":\"QUERY_ENGINE_TAB\",\"aux\":{\"tab\":1}}}");
    }

    @Test
    void unpacksAColumnOfJsonThatCameAsAString() throws Exception {
        String row = "{\"event_data\":\" {\\\"route\\\": \\\"/datadoc/<int:id>/\\\", \\\"n\\\": 1.0}\\n\",\"uid\":null,"
                + "\"event_type\":\"WEBSOCKET\",\"host\":\"a\"}";
        Event event = Reads.event(row);
        assertThat(event.message()).isEqualTo("WEBSOCKET /datadoc/<int:id>/");
        assertThat(event.user()).isNull();
        assertThat(event.metadata())
                .isEqualTo("{\"uid\":null,\"host\":\"a\",\"event_data\":{\"route\":\"/datadoc/<int:id>/\",\"n\":1.0}}");
        assertThat(Reads.event("{\"event_type\":\"API\",\"event_data\":\"{}\"}").metadata())
                .isEqualTo("{\"event_data\":{}}");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"method\":\"GET\",\"route\":\"/search/\"}', X GET /search/",
        "'{\"route\":\"/search/\"}', X /search/",
        "'{\"component\":\"HOME_PAGE\",\"path\":\"/p/\"}', X HOME_PAGE",
        "'{\"element\":\"TAB\",\"component\":\"\"}', X TAB",
        "'{\"path\":\"/datadoc/1/\",\"component\":null}', X /datadoc/1/",
        "'{\"path\":7,\"method\":[]}', X",
        "{}, X",
    })
    void saysInTheMessageWhatThereIs(String data, String message) throws Exception {
        assertThat(Reads.event("{\"event_type\":\"X\",\"event_data\":" + data + "}")
                        .message())
                .isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"created_at\":\"2026-11-22T10:15:00.123456\"', 2026-11-22T10:15:00.123456Z",
        "'\"created_at\":\"2026-11-22 10:15:00.5+01:00\"', 2026-11-22T10:15:00.500+01:00",
        "'\"created_at\":1669000000', 2022-11-21T03:06:40Z",
        "'\"timestamp\":1669000000001', 2022-11-21T03:06:40.001Z",
        "'\"created_at\":null,\"timestamp\":1669000000001', 2022-11-21T03:06:40.001Z",
    })
    void readsTheTimeInTheseForms(String fields, String time) throws Exception {
        assertThat(Reads.event("{" + fields + ",\"event_type\":\"API\",\"event_data\":{}}")
                        .timestamp())
                .hasToString(time);
    }

    @Test
    void takesTheTimeOfArrivalAndTheSiteOfAForwarder() throws Exception {
        Event event = Reads.event("{\"event_type\":\"API\",\"event_data\":{},\"uid\":0,\"site\":\"qb\",\"id\":\"a\"}");
        assertThat(event.timestamp().toInstant()).isEqualTo(Reads.CLOCK.instant());
        assertThat(event.site()).isEqualTo("qb");
        assertThat(event.id()).isEqualTo(Scalar.of("a"));
        assertThat(event.user()).isEqualTo(Scalar.of(0));
        assertThat(event.metadata()).isEqualTo("{\"event_data\":{}}");
    }

    @Test
    void keepsWhatIsNotItsOwn() throws Exception {
        Event event = Reads.event("{\"event_type\":\"API\",\"event_data\":{},\"created_at\":1669000000,\"timestamp\":1,"
                + "\"site\":\"https://x\",\"type\":\"t\",\"severity\":\"high\"}");
        assertThat(event.metadata())
                .isEqualTo("{\"event_data\":{},\"timestamp\":1,\"site\":\"https://x\",\"type\":\"t\","
                        + "\"severity\":\"high\"}");
        assertThat(Reads.event(CLICK.replace("\"type\"", "\"event_data\":\"kept\",\"type\""))
                        .metadata())
                .contains("\"event_data\":\"kept\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"event_type\":7,\"event_data\":{}|event_type: must be the event's type",
                "\"event_type\":\" \",\"event_data\":{}|event_type: must be the event's type",
                "\"event_type\":\"API\",\"event_data\":[]|event_data: must be an object, or a string that holds one as JSON",
                "\"event_type\":\"API\",\"event_data\":\"x\"|event_data: must be an object",
                "\"event_type\":\"API\",\"event_data\":\"{}x\"|event_data: must be an object, or a string that holds one"
                        + " as JSON; something follows it at byte 2",
                "\"event_type\":\"API\",\"event_data\":\"{\\\"a\\\":\"|event_data: must be an object, or a string that"
                        + " holds one as JSON; it breaks at byte 5: ",
                "\"event_type\":\"API\",\"event_data\":\"{\\\"a\\\":1,\\\"a\\\":2}\"|event_data: has a twice",
                "\"event_type\":\"API\",\"event_data\":{},\"uid\":[7]|uid: must be a number, a string or null",
                "\"event_type\":\"API\",\"event_data\":{},\"created_at\":\"yesterday\"|created_at: not RFC 3339",
                "\"event_type\":\"API\",\"event_data\":{},\"timestamp\":true|timestamp: must be a date and time",
                "\"event_type\":\"API\",\"event_data\":{},\"id\":1.5|id: must be a string or an integer",
                "\"type\":\"\",\"data\":{},\"timestamp\":1|type: must be the event's type",
            })
    void saysWhatIsWrongWhere(String fields, String problem) throws Exception {
        assertThat(Reads.problem("{" + fields + "}")).startsWith("400 " + problem);
    }

    @Test
    void refusesAStringThatHoldsMoreThanAnEventMay() throws Exception {
        String deep = "{\\\"a\\\":".repeat(63) + "{}" + "}".repeat(63);
        assertThat(Reads.problem("{\"event_type\":\"API\",\"event_data\":\"" + deep + "\"}"))
                .isEqualTo("400 event_data: is nested 64 levels deep; at most 63");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"message\":\"m\",\"event_type\":\"API\",\"event_data\":{}}|m",
                "{\"message\":\"m\",\"type\":\"CLICK\",\"data\":{},\"timestamp\":1669000000000}|m",
                "{\"Code\":1000,\"Severity\":1,\"event_type\":\"API\",\"event_data\":{}}|(1000)",
                "{\"$schema\":\"/a/1.0.0\",\"meta\":{\"stream\":\"s\"},\"event_type\":\"API\",\"event_data\":{}}|s",
            })
    void leavesTheEventsOfOthersToThem(String json, String message) throws Exception {
        assertThat(Reads.event(json).message()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"event_type\":\"API\"}",
                "{\"type\":\"CLICK\",\"data\":{}}",
                "{\"type\":\"CLICK\",\"data\":{},\"timestamp\":\"2026-11-22T10:15:00Z\"}",
                "{\"type\":\"CLICK\",\"data\":\"{}\",\"timestamp\":1}",
                "{\"type\":7,\"data\":{},\"timestamp\":1}",
            })
    void isNotSeenInHalfOfItsKeys(String json) throws Exception {
        assertThat(Reads.problem(json)).startsWith("400 message: is required");
    }

    @Test
    void canBeForcedWhereTheKeysDoNotTell() throws Exception {
        var forced = new EventReader.Request(null, null, Shape.QUERYBOOK, false);
        Event event = Reads.read("{\"message\":\"m\",\"event_type\":\"VIEW\",\"event_data\":null}", forced)
                .arrivals()
                .get(0)
                .event();
        assertThat(event.message()).isEqualTo("VIEW");
        assertThat(event.metadata()).isEqualTo("{\"message\":\"m\",\"event_data\":null}");
        assertThat(Reads.read("{\"message\":\"m\"}", forced).refused().get(0).field())
                .isEqualTo("event_type");
        assertThat(Shape.named("querybook")).contains(Shape.QUERYBOOK);
    }

    @Test
    void takesABeaconOfAPage(@TempDir Path folder) throws Exception {
        try (var intake = new RunningIntake(folder, Map.of())) {
            var reply = intake.post("[" + CLICK + "," + CLICK + "]", "Content-Type: text/plain;charset=UTF-8");
            assertThat(reply.status()).isEqualTo(202);
            assertThat(intake.stored())
                    .extracting(Event::message)
                    .containsOnly("CLICK HOME_PAGE / QUERY_ENGINE_TAB")
                    .hasSize(2);
        }
    }
}

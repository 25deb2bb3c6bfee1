package io.mirrorlog.agent.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WsalShapeTest {

    private static final String LOGIN = """
            {"Code":1000,"Timestamp":"1637382071.123456","ClientIP":"203.0.113.9","UserAgent":"Mozilla\\/5.0",
             "CurrentUserID":1,"Username":"admin","CurrentUserRoles":["administrator"],"Severity":250,
             "Object":"user","EventType":"login","SessionID":"abc","User":"admin"}""";

    @Test
    void readsALogin() throws Exception {
        Event event = Reads.event(LOGIN);
        assertThat(event.timestamp().toString()).isEqualTo("2021-11-20T04:21:11.123456Z");
        assertThat(event.type()).isEqualTo(Scalar.of(1000));
        assertThat(event.action()).isEqualTo(Scalar.of("login"));
        assertThat(event.user()).isEqualTo(Scalar.of("admin"));
        assertThat(event.severity()).isEqualTo(Severity.LOW);
        assertThat(event.message()).isEqualTo("user login (1000)");
        assertThat(event.metadata())
                .isEqualTo("{\"ClientIP\":\"203.0.113.9\",\"UserAgent\":\"Mozilla\\/5.0\",\"CurrentUserID\":1,"
                        + "\"CurrentUserRoles\":[\"administrator\"],\"Severity\":250,\"Object\":\"user\","
                        + "\"SessionID\":\"abc\",\"User\":\"admin\"}");
    }

    @Test
    void prefersTheMessageThatIsGiven() throws Exception {
        Event event = Reads.event("{\"Code\":1000,\"Severity\":250,\"Message\":\"User logged in.\"}");
        assertThat(event.message()).isEqualTo("User logged in.");
        assertThat(event.metadata()).isEqualTo("{\"Severity\":250}");
    }

    @ParameterizedTest
    @CsvSource({
        "1, CRITICAL",
        "500, CRITICAL",
        "6, HIGH",
        "400, HIGH",
        "10, MEDIUM",
        "300, MEDIUM",
        "15, LOW",
        "250, LOW",
        "20, INFORMATIONAL",
        "200, INFORMATIONAL",
        "100, INFORMATIONAL",
        "0, INFORMATIONAL",
        "999, INFORMATIONAL"
    })
    void keepsTheNumberOfTheSeverityBesideOurWord(String number, Severity severity) throws Exception {
        Event event = Reads.event("{\"Code\":9999,\"Severity\":" + number + "}");
        assertThat(event.severity()).isEqualTo(severity);
        assertThat(event.metadata()).isEqualTo("{\"Severity\":" + number + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"Code\":2010,\"EventType\":\"uploaded\"}', uploaded (2010)",
        "'{\"Code\":\"2010\",\"Severity\":1,\"Object\":\"file\"}', file (2010)",
        "'{\"Code\":2010,\"Severity\":1,\"Message\":\"\"}', (2010)",
    })
    void composesAMessageOfWhatThereIs(String json, String message) throws Exception {
        assertThat(Reads.event(json).message()).isEqualTo(message);
    }

    @Test
    void leavesOddTypesToTheMetadata() throws Exception {
        String odd = "{\"EventType\":[\"login\"],\"Username\":null,\"Message\":{},\"site\":\"https://x\"}";
        Event event = Reads.event("{\"Code\":1000,\"Severity\":null," + odd.substring(1));
        assertThat(event.action()).isNull();
        assertThat(event.user()).isNull();
        assertThat(event.site()).isEqualTo("web-1");
        assertThat(event.message()).isEqualTo("(1000)");
        assertThat(event.metadata()).isEqualTo("{\"Severity\":null," + odd.substring(1));
    }

    @Test
    void takesSiteAndIdOfAForwarder() throws Exception {
        Event event = Reads.event("{\"Code\":1000,\"Severity\":250,\"site\":\"shop\",\"id\":\"a-1\"}");
        assertThat(event.site()).isEqualTo("shop");
        assertThat(event.id()).isEqualTo(Scalar.of("a-1"));
        assertThat(event.metadata()).isEqualTo("{\"Severity\":250}");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"1637382071\"', 2021-11-20T04:21:11Z",
        "1637382071.5, 2021-11-20T04:21:11.500Z",
        "'\"2021-11-20T05:21:11+01:00\"', 2021-11-20T05:21:11+01:00",
    })
    void readsTheTimestampInTheseForms(String json, String time) throws Exception {
        assertThat(Reads.event("{\"Code\":1,\"Severity\":1,\"Timestamp\":" + json + "}")
                        .timestamp()
                        .toString())
                .isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource({"'\"now\"'", "[]", "true", "'\"\"'"})
    void refusesATimestampThatIsNone(String json) throws Exception {
        assertThat(Reads.problem("{\"Code\":1,\"Severity\":1,\"Timestamp\":" + json + "}"))
                .startsWith("400 Timestamp: ");
    }

    @Test
    void refusesACodeThatIsNone() throws Exception {
        assertThat(Reads.problem("{\"Code\":[],\"Severity\":1}")).startsWith("400 Code: must be");
    }
}

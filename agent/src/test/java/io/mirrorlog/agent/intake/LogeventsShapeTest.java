package io.mirrorlog.agent.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.format.LineFormat;
import io.mirrorlog.agent.format.MirroredLine;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogeventsShapeTest {

    private static final String MOVE = """
            {"logid":6,"ns":0,"title":"Alpha","pageid":5,"logpage":2,"params":{"target_ns":0,"target_title":"Alpha two"},
             "type":"move","action":"move","user":"Admin","userid":1,"timestamp":"2026-11-21T20:36:21Z",
             "comment":"renamed","parsedcomment":"renamed","tags":["mytag"]}""";

    /** As a suppressor sees it, in the older form: the marks are empty strings. */
    private static final String HIDDEN = """
            {"logid":6,"actionhidden":"","ns":0,"title":"Alpha","params":{},"type":"move","action":"move",
             "userhidden":"","user":"Admin","timestamp":"2026-11-21T20:36:21Z","commenthidden":"","comment":"secret",
             "suppressed":""}""";

    @Test
    void readsAMove() throws Exception {
        Event event = Reads.event(MOVE);
        assertThat(event.id()).isEqualTo(Scalar.of(6));
        assertThat(event.timestamp().toString()).isEqualTo("2026-11-21T20:36:21Z");
        assertThat(event.type()).isEqualTo(Scalar.of("move"));
        assertThat(event.action()).isEqualTo(Scalar.of("move"));
        assertThat(event.user()).isEqualTo(Scalar.of("Admin"));
        assertThat(event.severity()).isEqualTo(Severity.INFORMATIONAL);
        assertThat(event.message()).isEqualTo("Admin move Alpha: renamed");
        assertThat(event.metadata())
                .isEqualTo("{\"ns\":0,\"title\":\"Alpha\",\"pageid\":5,\"logpage\":2,"
                        + "\"params\":{\"target_ns\":0,\"target_title\":\"Alpha two\"},\"userid\":1,"
                        + "\"comment\":\"renamed\",\"parsedcomment\":\"renamed\",\"tags\":[\"mytag\"]}");
    }

    @Test
    void keepsTheMarksOfWhatIsHidden() throws Exception {
        assertThat(Reads.event(HIDDEN).metadata())
                .isEqualTo("{\"actionhidden\":\"\",\"ns\":0,\"title\":\"Alpha\",\"params\":{},"
                        + "\"userhidden\":\"\",\"commenthidden\":\"\",\"comment\":\"secret\",\"suppressed\":\"\"}");
        Event seenByOthers = Reads.event("{\"logid\":6,\"actionhidden\":true,\"type\":\"move\",\"action\":\"move\","
                + "\"userhidden\":true,\"timestamp\":\"2026-11-21T20:36:21Z\",\"commenthidden\":true}");
        assertThat(seenByOthers.user()).isNull();
        assertThat(seenByOthers.message()).isEqualTo("move");
        assertThat(seenByOthers.metadata())
                .isEqualTo("{\"actionhidden\":true,\"userhidden\":true,\"commenthidden\":true}");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"logid\":1,\"type\":\"block\",\"action\":\"block\",\"title\":\"User:B\"}', block User:B",
        "'{\"logid\":1,\"type\":\"block\",\"action\":\"\",\"comment\":\"why\"}', block: why",
        "'{\"logid\":1,\"type\":\"\",\"action\":\"\"}', log entry",
        "'{\"logid\":1,\"type\":\"t\",\"action\":\"a\",\"user\":\"U\",\"comment\":\"\"}', U a",
    })
    void composesAMessageOfWhatThereIs(String json, String message) throws Exception {
        assertThat(Reads.event(json).message()).isEqualTo(message);
    }

    @Test
    void readsBackFromItsLine() throws Exception {
        for (String entry : new String[] {MOVE, HIDDEN}) {
            Event event = Reads.event(entry);
            String line = new LineFormat(ZoneOffset.UTC).render(event, event.site(), 1);
            assertThat(MirroredLine.parse(line).event()).isEqualTo(event);
        }
    }

    @Test
    void takesTheSiteOfAForwarder() throws Exception {
        Event event = Reads.event("{\"logid\":1,\"type\":\"t\",\"action\":\"a\",\"site\":\"enwiki\"}");
        assertThat(event.site()).isEqualTo("enwiki");
        assertThat(event.metadata()).isEqualTo("{}");
    }

    @Test
    void leavesAnEventThatHasAMessageToItsOwnShape() throws Exception {
        Event event = Reads.event("{\"logid\":1,\"type\":\"t\",\"action\":\"a\",\"message\":\"Something happened\"}");
        assertThat(event.message()).isEqualTo("Something happened");
        assertThat(event.metadata()).isEqualTo("{\"logid\":1}");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"logid\":[],\"type\":\"t\",\"action\":\"a\"}', 400 logid: must be a string or an integer",
        "'{\"logid\":1,\"type\":[],\"action\":\"a\"}', '400 type: must be the name of the log, such as move'",
        "'{\"logid\":1,\"type\":\"t\",\"action\":7}', '400 action: must be what was done, such as move_redir'",
        "'{\"logid\":1,\"type\":\"t\",\"action\":\"a\",\"timestamp\":5}', 400 timestamp: must be a string (RFC 3339)",
    })
    void refusesWhatIsNoEntry(String json, String problem) throws Exception {
        assertThat(Reads.problem(json)).isEqualTo(problem);
    }
}

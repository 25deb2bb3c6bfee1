package io.mirrorlog.agent.format;

import static io.mirrorlog.agent.format.Samples.event;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.OffsetDateTime;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MirroredLineTest {

    private static final String HEAD = "[2026-11-21T10:15:30.000000001+00:00] ";
    private static final String MEASURED = "example-site.NOTICE: User logged in. {\"Code\":1000,"
            + "\"ClientIP\":\"203.0.113.9\",\"UserAgent\":\"Mozilla/5.0\",\"CurrentUserID\":1,\"Username\":\"admin\","
            + "\"CurrentUserRoles\":[\"administrator\"],\"Severity\":250,\"Object\":\"user\",\"EventType\":\"login\","
            + "\"SessionID\":\"abc\",\"User\":\"admin\"} []";
    private static final int MEBIBYTE = 1 << 20;

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsBackTheVeryEvent(long seed) throws UnreadableLineException {
        var events = new RandomEvents(seed);
        for (int i = 0; i < 50; i++) {
            Event event = events.next();
            String identifier = events.identifier(event);
            String line = new LineFormat(events.zone()).render(event, identifier, 0);
            assertThat(MirroredLine.parse(line)).as(line).isEqualTo(new MirroredLine(event, identifier));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x]{\"id\":1}\n[2026-11-21T00:00:00.000000000+00:00] [evil].[LOW]:[m]{}",
                "[2026-11-21T00:00:00.000000000+00:00] [evil].[LOW]:[m]{}",
                "]{}",
                "]\\{}",
                "\\",
                "a.INFO: b {\"id\":1} []",
            })
    void takesAForgedLineForTheMessageThatItIs(String message) throws UnreadableLineException {
        assertThat(parsed(new LineFormat(UTC).render(event(message), "shop", 0)))
                .isEqualTo(event(message));
    }

    @Test
    void restoresOwnKeysThatWereMoved() throws UnreadableLineException {
        Event event = parsed(HEAD + "[shop].[HIGH]:[m]{\"id\":\"x\",\"a\":1,\"_own\":{\"id\":2,\"_own\":4},\"b\":3,"
                + "\"mirrorlog\":{\"own_at\":[1,3],\"test\":true}}");
        assertThat(event.id()).isEqualTo(Scalar.of("x"));
        assertThat(event.metadata()).isEqualTo("{\"a\":1,\"id\":2,\"b\":3,\"_own\":4}");
        assertThat(event.marks()).isEqualTo("{\"test\":true}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[9]", "[-1]", "[0,1]", "[1,0]", "[]", "[\"0\"]", "[4000000000]", "[0.5]", "{}"})
    void keepsNotesOfPlacesThatDoNotFit(String places) throws UnreadableLineException {
        String marks = "{\"own_at\":" + places + "}";
        Event event = parsed(HEAD + "[shop].[HIGH]:[m]{\"a\":1,\"_own\":{\"id\":2},\"mirrorlog\":" + marks + "}");
        assertThat(event.metadata()).isEqualTo("{\"a\":1,\"id\":2}");
        assertThat(event.marks()).isEqualTo(marks);
    }

    @Test
    void keepsMarksThatOnlyLookLikeNotesOfPlaces() throws UnreadableLineException {
        Event event = event("m", "{\"a\":1,\"id\":2}", "{\"own_at\":[0]}");
        assertThat(parsed(new LineFormat(UTC).render(event, "shop", 0))).isEqualTo(event);
    }

    @Test
    void takesOurNamesWithOtherValuesForOwnKeys() throws UnreadableLineException {
        String metadata = "{\"id\":null,\"site\":7,\"offset\":\"noon\",\"user\":{},\"_own\":1,\"mirrorlog\":[]}";
        assertThat(parsed(HEAD + "[shop].[HIGH]:[m]" + metadata)).isEqualTo(event("m", metadata, Event.NONE));
    }

    @Test
    void readsALineThatSomebodyTypedByHand() throws UnreadableLineException {
        assertThat(parsed("[2026-11-21 10:15:30.000000001z] [shop].[error]:[m]{ \"a\" : [ 1 , 2 ] }"))
                .isEqualTo(event("m", "{\"a\":[1,2]}", Event.NONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[2021-11-08T15:41:11+01:00] ", "[2021-11-08T15:41:11.000000+01:00] "})
    void readsTheMeasuredLinesOfWpActivityLog(String stamp) throws UnreadableLineException {
        MirroredLine line = MirroredLine.parse(stamp + MEASURED);
        assertThat(line.identifier()).isEqualTo("example-site");
        assertThat(line.event())
                .isEqualTo(new Event(
                        OffsetDateTime.parse("2021-11-08T15:41:11+01:00"),
                        "example-site",
                        Severity.LOW,
                        "User logged in.",
                        null,
                        Scalar.of(1000),
                        Scalar.of("login"),
                        Scalar.of("admin"),
                        Samples.LOGIN.metadata(),
                        Event.NONE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALERT | {\"Code\":1,\"Severity\":500} | CRITICAL",
                "ALERT | {\"Code\":1,\"Severity\":400} | HIGH",
                "WARNING | {\"Code\":1,\"Severity\":300} | MEDIUM",
                "NOTICE | {\"Code\":1,\"Severity\":\"250\"} | LOW",
                "INFO | {\"Code\":1,\"Severity\":100} | INFORMATIONAL",
                "ERROR | {\"Code\":1,\"Severity\":77} | HIGH",
                "ALERT | [] | CRITICAL",
                "ERROR | [] | HIGH",
                "WARNING | [] | MEDIUM",
                "NOTICE | [] | LOW",
                "INFO | [] | INFORMATIONAL",
                "MEDIUM | [] | MEDIUM",
            })
    void readsSeveritiesAndBelievesTheNumberMore(String word, String context, Severity severity)
            throws UnreadableLineException {
        assertThat(parsed(HEAD + "a." + word + ": m " + context + " []").severity())
                .isEqualTo(severity);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.INFO: m {\"x\":1} [] | a | m | {\"x\":1}",
                "a.INFO:m{\"x\":1} | a | m | {\"x\":1}",
                "a.INFO: m {\"x\": 1} | a | m | {\"x\":1}",
                "a.INFO: m [] [] | a | m | {}",
                "a.INFO: m [] | a | m | {}",
                "a.INFO: m [] {\"x\":1} | a | m | {\"extra\":{\"x\":1}}",
                "a.INFO: m {\"x\":1} {\"y\":2} | a | m | {\"x\":1,\"extra\":{\"y\":2}}",
                "a.INFO: m {\"extra\":1} {\"y\":2} | a | m | {\"extra\":1,\"_extra\":{\"y\":2}}",
                "a.INFO: {b} {\"x\":1} [] | a | {b} | {\"x\":1}",
                "a.INFO: {\"b\":1} {\"x\":1} [] | a | {\"b\":1} | {\"x\":1}",
                "a.INFO: {{{ {b {\"x\":\"}{\\\"\\\\\"} [] | a | {{{ {b | {\"x\":\"}{\\\"\\\\\"}",
                "a.INFO: {b} {\"x\":1} | a | {b} | {\"x\":1}",
                "a.INFO: m\\n {\"x\":1} [] | a | m\\n | {\"x\":1}",
                "my.shop: a b.c.NOTICE: m.x: y {} [] | my.shop: a b.c | m.x: y | {}",
                "my.info: b.NOTICE: m [] [] | my.info: b | m | {}",
                "a.notice: m [] [] | a | m | {}",
                "[a.INFO: m [] [] | [a | m | {}",
                "a.INFO: m {\"id\":7,\"user\":\"u\"} [] | a | m | {}",
            })
    void readsEveryShapeOfMonologsLine(String line, String identifier, String message, String metadata)
            throws UnreadableLineException {
        MirroredLine read = MirroredLine.parse(HEAD + line);
        assertThat(read.identifier()).isEqualTo(identifier);
        assertThat(read.event().message()).isEqualTo(message);
        assertThat(read.event().metadata()).isEqualTo(metadata);
    }

    @Test
    void escapesWhatIsUnsafeInJsonOfOthers() throws UnreadableLineException {
        assertThat(parsed(HEAD + "a.INFO: m {\"x\":\"\u202e\u0085é\"} []").metadata())
                .isEqualTo("{\"x\":\"\\u202e\\u0085é\"}");
    }

    @Test
    void mapsAnIdentifierThatNamesNoSite() throws UnreadableLineException {
        MirroredLine line = MirroredLine.parse(HEAD + "https://shop.example/de.INFO: m [] []");
        assertThat(line.identifier()).isEqualTo("https://shop.example/de");
        assertThat(line.event().site()).isEqualTo("shop.example-de");
    }

    @Test
    void makesUpTheMessageThatWpActivityLogHasLeftEmpty() throws UnreadableLineException {
        Event event = parsed(HEAD + "a.INFO:  {\"Code\":1000,\"Object\":\"user\",\"EventType\":\"login\"} []");
        assertThat(event.message()).isEqualTo("user login (1000)");
        assertThat(event.metadata()).isEqualTo("{\"Object\":\"user\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x | column 1: no time in brackets",
                "[2026-13-21T10:15:30Z] [a].[LOW]:[m]{} | column 2: time: no such day: 2026-13-21",
                "[2026-11-21T10:15:30Z][a].[LOW]:[m]{} | column 23: no blank behind the time",
                "[2026-11-21T10:15:30Z] [a].[LUW]:[m]{} | column 29: no such severity",
                "[2026-11-21T10:15:30Z] [a].[LOW]:[m] | column 37: no ]{ behind the message",
                "[2026-11-21T10:15:30Z] [a].[LOW]:[m]{\"a\":1 | column 43: broken JSON",
                "[2026-11-21T10:15:30Z] [a].[LOW]:[m]{\"a\":nil} | column 42: broken JSON",
                "[2026-11-21T10:15:30Z] [a].[LOW]:[m]{} [] | column 39: broken JSON",
                "[2026-11-21T10:15:30Z] [a].[LOW]:[\\x]{} | column 35: no such escape",
                "[2026-11-21T10:15:30Z] [a].[LOW]:[\\u12]{} | column 35: \\u needs four hexadecimal digits",
                "[2026-11-21T10:15:30Z] [a].[LOW]:[]{} | column 35: no message",
                "[2026-11-21T10:15:30Z] m {} | column 24: neither [identifier].[severity]:[ nor identifier.LEVEL:",
                "[2026-11-21T10:15:30Z] a.INFO: m | column 33: no JSON object at the end",
                "[2026-11-21T10:15:30Z] a.INFO: m {\"a\":} [] | column 39: broken JSON",
                "[2026-11-21T10:15:30Z] a.INFO: {} [] | column 32: no message",
            })
    void saysWhereAndWhyALineCannotBeRead(String line, String problem) {
        assertThatThrownBy(() -> MirroredLine.parse(line))
                .isInstanceOf(UnreadableLineException.class)
                .hasMessage(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "}", "{\"a\":", "\"", "\\\"", "[", "]", ".INFO", ".a", "{} ", "{}", "[] ", "]{", "\\"})
    @Timeout(20)
    void takesNoLongerForAHostileLineThanForAnother(String piece) {
        String line = HEAD + "a.INFO: " + piece.repeat(MEBIBYTE / piece.length());
        for (String end : new String[] {"", "}", " []", " {\"a\":1}", " {\"a\":1} []"}) {
            try {
                assertThat(MirroredLine.parse(line + end).identifier()).startsWith("a");
            } catch (UnreadableLineException e) {
                assertThat(e.column()).isBetween(1, line.length() + end.length() + 1);
            }
        }
    }

    @Test
    @Timeout(20)
    void takesNoLongerForManyOwnKeysThanForOthers() throws UnreadableLineException {
        String members = "\"id\":1,\"a\":2,".repeat(50_000) + "\"b\":3";
        Event event = event("m", "{" + members + "}", Event.NONE);
        assertThat(parsed(new LineFormat(UTC).render(event, "shop", 0))).isEqualTo(event);
    }

    private static Event parsed(String line) throws UnreadableLineException {
        return MirroredLine.parse(line).event();
    }
}

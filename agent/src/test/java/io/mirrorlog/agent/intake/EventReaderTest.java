package io.mirrorlog.agent.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.agent.queue.Arrival.Fingerprint;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {

    @Test
    void readsAnArrayInOrderAndLeavesOutWhatIsBad() throws Exception {
        var reading =
                Reads.read("[{\"message\":\"a\"},7,{\"message\":\"b\"},{},null,[{\"message\":\"c\"}]]", Reads.PLAIN);
        assertThat(reading.arrivals())
                .extracting(arrival -> arrival.event().message())
                .containsExactly("a", "b");
        assertThat(reading.places()).containsExactly(0, 2);
        assertThat(reading.refused()).extracting(EventReader.Refused::index).containsExactly(1, 3, 4, 5);
        assertThat(reading.refused())
                .extracting(EventReader.Refused::received)
                .containsExactly("7", "{}", "null", "[{\"message\":\"c\"}]");
        assertThat(reading.eventGate()).isFalse();
    }

    @Test
    void readsLinesAndLeavesOutWhatIsBad() throws Exception {
        var reading = Reads.read(
                "{\"message\":\"a\"}\r\n\n  \t\r\n{\"message\":\"b\"\nno\n{\"message\":\"c\"} {}\n[]\n{\"message\":\"d\"}",
                Reads.LINES);
        assertThat(reading.arrivals())
                .extracting(arrival -> arrival.event().message())
                .containsExactly("a", "d");
        assertThat(reading.places()).containsExactly(0, 5);
        assertThat(reading.refused())
                .extracting(EventReader.Refused::problem)
                .containsExactly(
                        "broken JSON at byte 14 of the line: expected , or }, found the end",
                        "broken JSON at byte 0 of the line: expected a value, found n",
                        "something follows the object at byte 16 of the line",
                        "an event is a JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \r\n\t ", "[]", " [ ] "})
    void refusesABodyWithoutEvents(String body) {
        assertThatThrownBy(() -> Reads.read(body, Reads.PLAIN))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("empty");
    }

    @Test
    void refusesLinesWithoutEvents() {
        assertThatThrownBy(() -> Reads.read("\n \n", Reads.LINES))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("empty");
    }

    @Test
    void passesOverAByteOrderMark() throws Exception {
        assertThat(Reads.event("\uFEFF{\"message\":\"m\",\"a\":[ 1 ]}").metadata())
                .isEqualTo("{\"a\":[1]}");
        assertThat(Reads.read("\uFEFF{\"message\":\"m\"}\n", Reads.LINES).arrivals())
                .hasSize(1);
    }

    @Test
    void refusesAKeyThatIsThereTwiceAnywhereAndTakesTheOthers() throws Exception {
        assertThat(Reads.problem("{\"message\":\"a\",\"mess\\u0061ge\":\"b\"}"))
                .startsWith("400 message: is there twice");
        assertThat(Reads.problem("{\"message\":\"a\",\"x\":[{\"k\":1,\"k\":1}]}"))
                .startsWith("400 k: is there twice");
        var reading = Reads.read(
                "[{\"message\":\"a\",\"x\":1,\"x\":1},{\"message\":\"b\",\"x\":{\"x\":1},\"y\":{\"x\":1}}]",
                Reads.PLAIN);
        assertThat(reading.arrivals()).hasSize(1);
        assertThat(reading.refused()).hasSize(1);
    }

    @Test
    void takesAnEventOf64LevelsAndNotOneMore() throws Exception {
        assertThat(Reads.event("{\"message\":\"m\",\"a\":" + "[".repeat(63) + "]".repeat(63) + "}")
                        .metadata())
                .hasSize(6 + 126);
        assertThat(Reads.problem("{\"message\":\"m\",\"a\":" + "[".repeat(64) + "]".repeat(64) + "}"))
                .isEqualTo("400 : is nested 65 levels deep; at most 64");
    }

    @Test
    void refusesAHundredThousandBracketsWithoutEndingTheThread() {
        assertThatThrownBy(() -> Reads.read("[".repeat(100_000), Reads.PLAIN)).hasMessageContaining("nested deeper");
        assertThatThrownBy(() -> Reads.read("{\"a\":".repeat(100_000), Reads.PLAIN))
                .hasMessageContaining("nested deeper");
    }

    @Test
    void takesAnEventOfOneMebibyteAndNotMore() throws Exception {
        String frame = "{\"message\":\"\"}";
        String longest = "x".repeat(IntakeLimits.EVENT_BYTES - frame.length());
        assertThat(Reads.event("{\"message\":\"" + longest + "\"}").message()).isEqualTo(longest);
        assertThat(Reads.problem("{\"message\":\"" + longest + "x\"}"))
                .isEqualTo("413 : has 1048577 bytes; at most 1048576");
    }

    @Test
    void takesTenThousandEventsAndNotMore() throws Exception {
        String events = "{\"message\":\"m\"}" + ",{\"message\":\"m\"}".repeat(9_999);
        assertThat(Reads.read("[" + events + "]", Reads.PLAIN).arrivals()).hasSize(10_000);
        assertThatThrownBy(() -> Reads.read("[" + events + ",{}]", Reads.PLAIN))
                .hasMessage("more than 10000 events in one request");
        assertThatThrownBy(() -> Reads.read("{}\n".repeat(10_001), Reads.LINES))
                .hasMessage("more than 10000 events in one request");
    }

    @Test
    void cutsAVeryLongKeyThatIsAtFault() throws Exception {
        String key = "k".repeat(100_000);
        assertThat(Reads.problem("{\"message\":\"m\",\"" + key + "\":1,\"" + key + "\":2}"))
                .hasSizeLessThan(250);
    }

    @Test
    void takesAHugeNumberAsItCame() throws Exception {
        String digits = "1".repeat(20_000);
        assertThat(Reads.event("{\"message\":\"m\",\"n\":" + digits + "}").metadata())
                .isEqualTo("{\"n\":" + digits + "}");
    }

    @Test
    void fillsAnAbsentSiteFromTheRequest() throws Exception {
        var reading = Reads.read("[{\"message\":\"a\"},{\"message\":\"b\",\"site\":\"own\"}]", Reads.as(null, "shop"));
        assertThat(reading.arrivals())
                .extracting(arrival -> arrival.event().site())
                .containsExactly("shop", "own");
    }

    @Test
    void takesOnlyTheTokensSite() throws Exception {
        var reading = Reads.read(
                "[{\"message\":\"a\"},{\"message\":\"b\",\"site\":\"shop\"},{\"message\":\"c\",\"site\":\"other\"}]",
                Reads.as("shop", null));
        assertThat(reading.arrivals())
                .extracting(arrival -> arrival.event().site())
                .containsExactly("shop", "shop");
        assertThat(reading.refused()).extracting(EventReader.Refused::status).containsExactly(403);
        assertThat(reading.refused().get(0).problem()).isEqualTo("is other, but the token is for another site");
        assertThat(reading.refused().get(0).site()).isEqualTo("shop");
    }

    @Test
    void countsWhatItRefusesForTheSiteAsFarAsThatCanBeTold() throws Exception {
        var reading = Reads.read("[1,{\"site\":\"shop\"},{\"site\":\"a/b\",\"message\":\"m\"},{}]", Reads.PLAIN);
        assertThat(reading.refused())
                .extracting(EventReader.Refused::site)
                .containsExactly("web-1", "shop", "web-1", "web-1");
    }

    @ParameterizedTest
    @CsvSource({"NATIVE, m", "WSAL, (7)", "EVENTGATE, s"})
    void readsEveryEventAsTheShapeThatIsForced(Shape shape, String message) throws Exception {
        String all = "{\"$schema\":\"/a\",\"meta\":{\"stream\":\"s\"},\"Code\":7,\"Severity\":1,\"message\":\"m\"}";
        var reading = Reads.read(all, new EventReader.Request(null, null, shape, false));
        assertThat(reading.arrivals().get(0).event().message()).isEqualTo(message);
        assertThat(reading.eventGate()).isEqualTo(shape == Shape.EVENTGATE);
        assertThat(Shape.named(shape.name().toLowerCase(Locale.ROOT))).contains(shape);
    }

    @Test
    void prefersEventGateToWsalToNative() throws Exception {
        String all = "{\"$schema\":\"/a\",\"meta\":{\"stream\":\"s\"},\"Code\":7,\"Severity\":1,\"message\":\"m\"}";
        assertThat(Reads.event(all).message()).isEqualTo("s");
        assertThat(Reads.event("{\"Code\":7,\"Severity\":1,\"message\":\"m\"}").message())
                .isEqualTo("(7)");
        assertThat(Reads.event("{\"Code\":7,\"message\":\"m\"}").message()).isEqualTo("m");
    }

    @Test
    void saysWhatAForcedShapeLacks() throws Exception {
        var wsal = Reads.read("{\"message\":\"m\"}", new EventReader.Request(null, null, Shape.WSAL, false));
        assertThat(wsal.refused().get(0).field()).isEqualTo("Code");
        var gate = Reads.read("{\"message\":\"m\"}", new EventReader.Request(null, null, Shape.EVENTGATE, false));
        assertThat(gate.refused().get(0).field()).isEqualTo("$schema");
    }

    @Test
    void givesIdsThatAreAllDifferentAndRiseInOrder() throws Exception {
        var reading = Reads.read("[" + "{\"message\":\"m\"},".repeat(999) + "{\"message\":\"m\"}]", Reads.PLAIN);
        var ids = reading.arrivals().stream()
                .map(arrival -> String.valueOf(arrival.event().id()))
                .toList();
        assertThat(ids).doesNotHaveDuplicates().isSorted();
        assertThat(Collections.max(ids)).isEqualTo(ids.get(999));
        assertThat(reading.arrivals()).allMatch(arrival -> arrival.fingerprint() == null);
    }

    @Test
    void knowsARepetitionWhateverTheTimeOfArrivalAndTheSpacesBetweenTokens() throws Exception {
        Fingerprint first = fingerprint("{\"id\":7,\"message\":\"m\",\"a\":[1,2]}");
        Reads.CLOCK.advance(Duration.ofHours(1));
        assertThat(fingerprint("{ \"id\" : \"7\", \"message\" : \"m\", \"a\" : [ 1, 2 ] }"))
                .isEqualTo(first);
        assertThat(fingerprint("{\"id\":\"\\u0037\",\"message\":\"\\u006d\",\"a\":[1,2]}"))
                .isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"message\":\"M\"",
                "\"message\":\"m\",\"timestamp\":1",
                "\"message\":\"m\",\"severity\":\"high\"",
                "\"message\":\"m\",\"severity\":\"unknown\"",
                "\"message\":\"m\",\"type\":1",
                "\"message\":\"m\",\"type\":\"1\"",
                "\"message\":\"m\",\"action\":1",
                "\"message\":\"m\",\"user\":1",
                "\"message\":\"m\",\"x\":1",
                "\"message\":\"m\",\"x\":1.0",
                "\"message\":\"m?\"",
                "\"message\":\"m\\ud800\"",
                "\"message\":\"m\\ud801\"",
                "\"message\":\"m\\\\ud801\""
            })
    void tellsContentsApart(String fields) throws Exception {
        Fingerprint first = fingerprint("{\"id\":\"1\",\"message\":\"m\"}");
        Fingerprint other = fingerprint("{\"id\":\"1\"," + fields + "}");
        assertThat(other.name()).isEqualTo(first.name());
        assertThat(other.content()).isNotEqualTo(first.content());
        assertThat(other.content())
                .isNotEqualTo(
                        fingerprint("{\"id\":\"1\",\"message\":\"m?\",\"z\":1}").content());
    }

    @Test
    void tellsLoneSurrogatesApart() throws Exception {
        assertThat(fingerprint("{\"id\":\"1\",\"message\":\"\\ud800\"}").content())
                .isNotEqualTo(fingerprint("{\"id\":\"1\",\"message\":\"?\"}").content())
                .isNotEqualTo(
                        fingerprint("{\"id\":\"1\",\"message\":\"\\ud801\"}").content());
        assertThat(fingerprint("{\"id\":\"\\ud800\",\"message\":\"m\"}").name())
                .isNotEqualTo(fingerprint("{\"id\":\"?\",\"message\":\"m\"}").name());
    }

    @Test
    void tellsTheSameIdOfTwoSitesApart() throws Exception {
        assertThat(fingerprint("{\"id\":\"1\",\"site\":\"a\",\"message\":\"m\"}")
                        .name())
                .isNotEqualTo(fingerprint("{\"id\":\"1\",\"site\":\"b\",\"message\":\"m\"}")
                        .name());
    }

    private static Fingerprint fingerprint(String json) throws Refusal {
        return Objects.requireNonNull(Reads.arrival(json).fingerprint());
    }
}

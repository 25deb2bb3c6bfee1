package io.mirrorlog.agent.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.format.RandomEvents;
import io.mirrorlog.agent.json.JsonScanner.BrokenJson;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RawObjectTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "{\"a\":1,\"a\":2}|a",
                "{\"a\":1,\"\\u0061\":2}|a",
                "{\"\u00e9\":1,\"\\u00e9\":2}|\u00e9",
                "{\"\\ud800\":1,\"\\ud800\":2}|\ud800",
                "{\"a\":{\"b\":1,\"b\":2}}|b",
                "{\"a\":[{\"b\":1},{\"c\":[{\"d\":1,\"d\":2}]}]}|d",
                "{\"a\":{\"a\":1},\"a\":2}|a",
                "{\"\":1,\"\":1}|``",
                "{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":1}]}|none",
                "{\"\\ud800\":1,\"\\ud801\":2,\"?\":3}|none",
                "{\"a\":1,\"A\":2}|none",
            })
    void noticesAKeyThatStandsTwice(String json, String doubled) throws Exception {
        assertThat(read(json).doubled()).isEqualTo(doubled);
    }

    @Test
    void mindsNamesOfOneTextOnlyWithinIt() throws Exception {
        byte[] lines = "{\"a\":1,\"b\":2}\n{\"b\":1,\"a\":2}\n{\"a\":1,\"a\":2}\n{\"a\":3}".getBytes(UTF_8);
        var scanner = new JsonScanner(lines, 0, lines.length);
        for (boolean expected : new boolean[] {false, false, true, false}) {
            assertThat(scanner.peek()).isEqualTo('{');
            assertThat(RawObject.read(scanner, lines).doubled() != null).isEqualTo(expected);
        }
    }

    @Test
    void takesSoManyDifferentNamesWhereverTheyStand() throws Exception {
        assertThat(read(names(JsonScanner.NAMES)).hasTooManyNames()).isFalse();
        assertThat(read(names(JsonScanner.NAMES + 1)).hasTooManyNames()).isTrue();
        assertThat(read("{\"in\":" + names(JsonScanner.NAMES) + "}").hasTooManyNames())
                .isTrue();
        String repeated = "{\"list\":[" + "{\"a\":1},".repeat(3 * JsonScanner.NAMES) + "{\"a\":1}]}";
        assertThat(read(repeated).hasTooManyNames()).isFalse();
    }

    /** Names that are known from another text count like any other. */
    @Test
    void countsNamesAnewInEachText() throws Exception {
        byte[] lines = (names(JsonScanner.NAMES) + "\n" + names(JsonScanner.NAMES + 1) + "\n{\"a\":1}").getBytes(UTF_8);
        var scanner = new JsonScanner(lines, 0, lines.length);
        for (boolean tooMany : new boolean[] {false, true, false}) {
            assertThat(scanner.peek()).isEqualTo('{');
            assertThat(RawObject.read(scanner, lines).hasTooManyNames()).isEqualTo(tooMany);
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    /** But for names in another spelling, which get the usual one. */
    @ParameterizedTest
    @MethodSource("seeds")
    void copiesWhatIsCompactToTheLetter(long seed) throws Exception {
        String json = read(new RandomEvents(seed).object(4)).only(all -> true);
        assertThat(read(json).only(all -> true)).isEqualTo(json);
        assertThat(CompactJson.of(json, 64)).isSameAs(json);
    }

    @Test
    void leavesOutWhatDoesNotPassAndTheSpaceBetween() throws Exception {
        RawObject object = read("{ \"a\" : [ 1 , 2 ] , \"\\u0062\\n\" : \"\u00e9\\/\" , \"c\":1.0,\"d\":\"\u007f\" }");
        assertThat(object.only(field -> !field.name().equals("c")))
                .isEqualTo("{\"a\":[1,2],\"b\\n\":\"\u00e9\\/\",\"d\":\"\\u007f\"}");
        assertThat(object.only(none -> false)).isEqualTo("{}");
    }

    private static String names(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"name" + i + "\":" + i)
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static RawObject read(String json) throws BrokenJson {
        byte[] bytes = json.getBytes(UTF_8);
        return RawObject.read(new JsonScanner(bytes, 0, bytes.length), bytes);
    }
}

package io.mirrorlog.agent.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mirrorlog.agent.json.JsonScanner;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LineJsonTest {

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void findsNoFaultWithAnyObject(long seed) throws UnreadableLineException {
        String json = new RandomEvents(seed).object(4);
        assertThat(object(json)).isEqualTo(json);
        assertThat(LineJson.isObject("x" + json + "x", 1, json.length() + 1)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ } | {}",
                "{\"a\": 1} | {\"a\":1}",
                "`{\n\t\"a\" :\r-0.0e+1 , \"b\":[ ]}` | {\"a\":-0.0e+1,\"b\":[]}",
                "{\"\\ud800\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"} | {\"\\ud800\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}",
                "{\"a\":[1,-1,0.5,1E400,true,false,null,\"\",{\"b\":{}}]} | {\"a\":[1,-1,0.5,1E400,true,false,null,\"\",{\"b\":{}}]}",
                "{\"a\":1,\"a\":2} | {\"a\":1,\"a\":2}",
                "{\"a\":\"\u0085\"} | {\"a\":\"\\u0085\"}",
                "{\"\u2028\":1} | {\"\\u2028\":1}",
                "{\"\u202e\":1} | {\"\\u202e\":1}",
                "{\"\ud83d\ude00\":1} | {\"\ud83d\ude00\":1}",
            })
    void keepsWhatIsSafe(String json, String kept) throws UnreadableLineException {
        assertThat(object(json)).isEqualTo(kept);
    }

    @Test
    void keepsALoneSurrogateAsAnEscape() throws UnreadableLineException {
        assertThat(object("{\"\ud800\":\"\ude00\"}")).isEqualTo("{\"\\ud800\":\"\\ude00\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | 0",
                "[] | 0",
                "` {}` | 0",
                "`{} ` | 2",
                "{}{} | 2",
                "{ | 1",
                "{,} | 1",
                "{a:1} | 1",
                "{\"a\" | 4",
                "{\"a\"} | 4",
                "{\"a\":} | 5",
                "{\"a\":1,} | 7",
                "{\"a\":1]  | 6",
                "{\"a\":[1} | 7",
                "{\"a\":[1,]} | 8",
                "{\"a\":01} | 6",
                "{\"a\":1.} | 7",
                "{\"a\":.5} | 5",
                "{\"a\":+1} | 5",
                "{\"a\":1e} | 7",
                "{\"a\":-} | 5",
                "{\"a\":NaN} | 5",
                "{\"a\":tru} | 5",
                "{\"a\":'b'} | 5",
                "{\"a\":\"\\x\"} | 7",
                "{\"a\":\"\\u12g4\"} | 10",
                "{\"a\":\"\\u00١1\"} | 10",
                "{\"a\":\"\t\"} | 6",
                "{\"a\":\"b | 7",
                "{\"a\":\"\\ | 7",
                "{\"a\":1/**/} | 6",
                "{\"é漢😀\":x} | 8",
            })
    void findsTheFault(String json, int fault) {
        assertThat(faultOf(json)).isEqualTo(fault);
        assertThat(LineJson.isObject(json, 0, json.length())).isFalse();
    }

    @Test
    void takesSoManyNestedValuesAndNoMore() throws UnreadableLineException {
        int arrays = JsonScanner.DEEPEST - 1;
        assertThat(object(nested(arrays))).isEqualTo(nested(arrays));
        assertThat(faultOf(nested(arrays + 1))).isEqualTo("{\"a\":".length() + arrays);
        assertThat(faultOf(nested(100_000))).isEqualTo("{\"a\":".length() + arrays);
    }

    private static String nested(int arrays) {
        return "{\"a\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
    }

    private static String object(String json) throws UnreadableLineException {
        return LineJson.object("[" + json + "]", 1, json.length() + 1);
    }

    /** Where reading gave up, counted from 0 in UTF-16 units. */
    private static int faultOf(String json) {
        String line = "[" + json;
        var unreadable =
                catchThrowableOfType(UnreadableLineException.class, () -> LineJson.object(line, 1, line.length()));
        return Objects.requireNonNull(unreadable).column() - 2;
    }
}

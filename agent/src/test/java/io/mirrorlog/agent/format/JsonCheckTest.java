package io.mirrorlog.agent.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.json.CompactJson;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCheckTest {

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void findsNoFaultWithAnyObject(long seed) {
        var check = new JsonCheck(new RandomEvents(seed).object(4));
        assertThat(check.isObject()).isTrue();
        assertThat(check.isCompact()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ }",
                "{\n\t\"a\" :\r-0.0e+1 , \"b\":[ ]}",
                "{\"\\ud800\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}",
                "{\"a\":[1,-1,0.5,1E400,true,false,null,\"\",{\"b\":{}}]}",
                "{\"\u2028\":1}",
                "{\"\ud800\":1}"
            })
    void takesAllOfJson(String json) {
        assertThat(new JsonCheck(json).isObject()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{ }", "{\"a\": 1}", "{\"a\":[1 ]}", "{\"a\":\"\u0085\"}", "{\"\u202e\":1}", "{\"\ude00\":1}"})
    void seesWhatIsNotCompact(String json) {
        assertThat(new JsonCheck(json).isCompact()).isFalse();
        assertThat(new JsonCheck(CompactJson.of(json, 9)).isCompact()).isTrue();
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
                "{\"a\":-} | 6",
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
            })
    void findsTheFault(String json, int fault) {
        var check = new JsonCheck(json);
        assertThat(check.isObject()).isFalse();
        assertThat(check.fault()).isEqualTo(fault);
    }

    @Test
    void takesSoManyNestedValuesAndNoMore() {
        int arrays = JsonCheck.MAX_DEPTH - 1;
        assertThat(new JsonCheck(nested(arrays)).isObject()).isTrue();
        assertThat(new JsonCheck(nested(arrays + 1)).isObject()).isFalse();
        assertThat(new JsonCheck(nested(100_000)).fault()).isEqualTo("{\"a\":".length() + arrays);
    }

    private static String nested(int arrays) {
        return "{\"a\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
    }
}

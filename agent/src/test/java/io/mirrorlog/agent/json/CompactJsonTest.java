package io.mirrorlog.agent.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mirrorlog.agent.format.RandomEvents;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CompactJsonTest {

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void leavesWhatIsCompactAsItIs(long seed) {
        String json = new RandomEvents(seed).object(4);
        assertThat(CompactJson.of(json, 64)).isSameAs(json);
    }

    @Test
    void removesWhiteSpaceOutsideStringsOnly() {
        assertThat(CompactJson.of("\t{ \"a b\" :\r\n[ 1.0 , \"\\\" \\\\\" , { } , 1E400 ] } ", 64))
                .isEqualTo("{\"a b\":[1.0,\"\\\" \\\\\",{},1E400]}");
    }

    @Test
    void escapesUnsafeCharactersOnly() {
        assertThat(CompactJson.of("\"\u007f\u0080\u061c\u200e\u2029\u202a\u2069 é\u2027\ufffd\ud83d\ude00\ud83d\"", 1))
                .isEqualTo("\"\\u007f\\u0080\\u061c\\u200e\\u2029\\u202a\\u2069 é\u2027\ufffd\ud83d\ude00\\ud83d\"");
    }

    @Test
    void readsASliceOfBytes() {
        byte[] body = "[{ \"é\" : \"\u202e😀\" },7]".getBytes(UTF_8);
        assertThat(CompactJson.of(body, 1, body.length - 3, 1)).isEqualTo("{\"é\":\"\\u202e😀\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1 | 0", "\"[[[\" | 0", "{} | 1", "[{},[]] | 2", "{\"a\":[{\"b\":1}],\"c\":[[]]} | 3"})
    void countsHowDeepValuesAreNested(String json, int depth) {
        assertThat(CompactJson.of(json, depth)).isEqualTo(json);
        if (depth > 0) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CompactJson.of(json, depth - 1))
                    .withMessage("nested deeper than " + (depth - 1));
        }
    }
}

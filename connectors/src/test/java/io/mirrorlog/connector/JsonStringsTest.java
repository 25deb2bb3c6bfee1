package io.mirrorlog.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonStringsTest {

    private static final String BIDIRECTIONAL =
            "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 100);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void readsBackWhatItWroteAndWritesNothingUnsafe(long seed) {
        String text = randomText(new Random(seed));
        String quoted = JsonStrings.quote(text);
        assertThat(JsonStrings.unquote(quoted)).isEqualTo(text);
        assertOnlyPairedSurrogates(quoted);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void writesEachCharacterAsIfItStoodAlone(long seed) {
        String text = randomText(new Random(seed));
        var expected = new StringBuilder();
        text.codePoints().forEach(point -> {
            String one = JsonStrings.quote(Character.toString(point));
            expected.append(one, 1, one.length() - 1);
        });
        var written = new StringBuilder("漢");
        JsonStrings.appendEscaped(written, text);
        assertThat(written).hasToString("漢" + expected);
    }

    /** Any UTF-16 units, most of them from where the trouble is. */
    private static String randomText(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            switch (random.nextInt(7)) {
                case 0 -> text.append((char) random.nextInt(0x100));
                case 1 -> text.append((char) random.nextInt(0x10000));
                case 2 -> text.append((char) (0xd800 + random.nextInt(0x800)));
                case 3 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                case 4 -> text.append((char) (0x2000 + random.nextInt(0x70)));
                case 5 -> text.append("\\\"/u{}".charAt(random.nextInt(6)));
                default -> text.append("\\u0041");
            }
        }
        return text.toString();
    }

    private static void assertOnlyPairedSurrogates(String quoted) {
        assertThat(quoted.codePoints().filter(point -> point < 0x10000 && JsonStrings.isUnsafe((char) point)))
                .as("unsafe characters of %s", quoted)
                .isEmpty();
    }

    @Test
    void callsUnsafeWhateverEndsALineOrDrivesATerminal() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            boolean unsafe = Character.getType(c) == Character.CONTROL
                    || Character.getType(c) == Character.LINE_SEPARATOR
                    || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                    || Character.getType(c) == Character.SURROGATE
                    || BIDIRECTIONAL.indexOf(c) >= 0;
            assertThat(JsonStrings.isUnsafe((char) c)).as("U+%04X", c).isEqualTo(unsafe);
        }
    }

    @Test
    void escapesEachUnsafeCharacter() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            if (JsonStrings.isUnsafe((char) c)) {
                String quoted = JsonStrings.quote("<" + (char) c + ">");
                assertThat(quoted).as("U+%04X", c).matches("\"<\\\\(u[0-9a-f]{4}|[nrtbf])>\"");
                assertThat(JsonStrings.unquote(quoted)).isEqualTo("<" + (char) c + ">");
            }
        }
    }

    @Test
    void keepsPairedSurrogatesAndEscapesLoneOnes() {
        assertThat(JsonStrings.quote("😀\ud83d\ude00\ud83d")).isEqualTo("\"😀😀\\ud83d\"");
        assertThat(JsonStrings.quote("\ude00\ud83d")).isEqualTo("\"\\ude00\\ud83d\"");
        assertThat(JsonStrings.quote("\ud83d\ud83d\ude00")).isEqualTo("\"\\ud83d😀\"");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`\"\"`, ``",
                "`\"\\\"\\\\\\/\"`, `\"\\/`",
                "`\"\\u0041\\u00e9\\uD83D\\uDE00\"`, Aé😀",
                "`\"\\b\\f\\n\\r\\t\"`, `\b\f\n\r\t`"
            })
    void readsEveryEscape(String json, String text) {
        assertThat(JsonStrings.unquote(json)).isEqualTo(text);
        assertThat(JsonStrings.unescape(json.substring(1, json.length() - 1))).isEqualTo(text);
    }
}

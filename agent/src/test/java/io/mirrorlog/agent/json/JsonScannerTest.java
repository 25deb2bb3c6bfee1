package io.mirrorlog.agent.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mirrorlog.agent.json.JsonScanner.BrokenJson;
import io.mirrorlog.agent.json.JsonScanner.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class JsonScannerTest {

    private static final String SEED_TEXT =
            "{\"a\":[1,-0,2.50,1E+9,0.1e-3,true,false,null],\"b\":{\"c\\u00e9\\n\\/\":\"\u00e9\u20ac\ud83d\ude00\\ud83d\\ude00\"},\"\":\"\"} ";

    /** Or, in the first group, an escaped backslash, which begins no other escape. */
    private static final Pattern SURROGATE_ESCAPE = Pattern.compile("(\\\\\\\\)|\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nul|0|expected a value, found n",
                "NaN|0|expected a value, found N",
                "Infinity|0|expected a value, found I",
                "-Infinity|0|expected a value, found -",
                "+1|0|expected a value, found +",
                ".5|0|expected a value, found .",
                "1.|2|expected a digit, found the end",
                "1e|2|expected a digit, found the end",
                "[1,]|3|expected a value, found ]",
                "[1 2]|3|expected , or ], found 2",
                "[01]|2|expected , or ], found 1",
                "{\"a\":1,}|7|expected a key in double quotes, found }",
                "{\"a\" 1}|5|expected : behind a key, found 1",
                "{\"a\":1|6|expected , or }, found the end",
                "{a:1}|1|expected a key in double quotes, found a",
                "\"a|2|a string does not end",
                "\"\\|2|no such escape",
                "\"\\x\"|2|no such escape",
                "\"\\u12g4\"|5|\\u takes four hexadecimal digits",
                "\"\\u12|5|\\u takes four hexadecimal digits",
                "]|0|expected a value, found ]",
                "[}|1|expected a value, found }",
                "{]|1|expected a key in double quotes, found ]",
            })
    void saysWhereItBreaksAndWhatWasExpected(String json, int at, String problem) {
        BrokenJson broken = broken(json.getBytes(UTF_8));
        assertThat(broken.problem()).isEqualTo(problem);
        assertThat(broken.at()).isEqualTo(at);
    }

    @Test
    void showsNoByteThatCouldDriveATerminal() {
        assertThat(broken(new byte[] {'[', 27}).problem()).isEqualTo("expected a value, found the byte 27");
        assertThat(broken(new byte[] {'[', (byte) 0x9b}).problem()).isEqualTo("expected a value, found the byte 155");
        assertThat(broken(new byte[] {'"', 0, '"'}).problem())
                .isEqualTo("a control character in a string must be escaped");
    }

    @ParameterizedTest
    @CsvSource({
        "{},OBJECT",
        "[],ARRAY",
        "\"\",STRING",
        "-12,INTEGER",
        "0,INTEGER",
        "1.0,DECIMAL",
        "1e3,DECIMAL",
        "true,BOOLEAN",
        "false,BOOLEAN",
        "null,NULL"
    })
    void tellsKindsApart(String json, Kind kind) throws Exception {
        var scanner = new JsonScanner((" " + json + " ").getBytes(UTF_8), 0, json.length() + 2);
        assertThat(scanner.value()).isEqualTo(kind);
        assertThat(scanner.valueStart()).isEqualTo(1);
        assertThat(scanner.at()).isEqualTo(json.length() + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"a\":[1,\"b c\"]}',true",
        "'{\"a\": 1}',false",
        "'[\"\u00e9\u20ac\ud83d\ude00\"]',true",
        "'[\"\u0085\"]',false",
        "'[\"\u061c\"]',false",
        "'[\"\u2028\"]',false",
        "'[\"\u2066\"]',false",
        "'[\"\u007f\"]',false",
        "'{\"\u00e9\":1}',true",
        "'{\"\u202e\":1}',false",
        "'\" \"',true"
    })
    void callsPlainWhatNeedsNoChange(String json, boolean plain) throws Exception {
        byte[] bytes = json.getBytes(UTF_8);
        var scanner = new JsonScanner(bytes, 0, bytes.length);
        scanner.value();
        assertThat(scanner.isPlain()).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"ab\":1} | ab",
                "{\"a\\u0062\":1} | ab",
                "{\"abc\":1} | abc",
                "{\"a\":1} | a",
                "{\"é\":1} | é",
                "{ \"\\ud83d\" : 1} | \ud83d",
                "{\"\\\"ab\":1} | \"ab",
            })
    void givesAKnownNameOrWhatElseTheKeyStandsFor(String json, String name) throws Exception {
        var scanner = opened(json);
        assertThat(scanner.nameAmong("id", "ab")).isEqualTo(name);
        assertThat(scanner.value()).isEqualTo(Kind.INTEGER);
    }

    @Test
    void givesAStringAsTextAndAsCompactJson() throws Exception {
        assertThat(textAndJson("\"b\"")).containsExactly("b", "\"b\"");
        assertThat(textAndJson("\"\\u00e9\\n\"")).containsExactly("é\n", "\"\\u00e9\\n\"");
        assertThat(textAndJson("\"é\u202e\"")).containsExactly("é\u202e", "\"é\\u202e\"");
    }

    private static List<String> textAndJson(String string) throws BrokenJson {
        var scanner = opened("{\"a\": " + string + " }");
        scanner.nameAmong();
        scanner.value();
        return List.of(scanner.text(), scanner.json());
    }

    @Test
    void mindsNoNamesWhereTheyAreNotKept() throws Exception {
        byte[] json = "{\"a\":1,\"a\":{\"b\":2,\"b\":3}}".getBytes(UTF_8);
        var scanner = JsonScanner.withoutNames(json, 0, json.length);
        assertThat(scanner.value()).isEqualTo(Kind.OBJECT);
        assertThat(scanner.doubled()).isNull();
    }

    private static JsonScanner opened(String json) throws BrokenJson {
        byte[] utf8 = json.getBytes(UTF_8);
        var scanner = JsonScanner.withoutNames(utf8, 0, utf8.length);
        scanner.open();
        assertThat(scanner.more('}')).isTrue();
        return scanner;
    }

    /** For every character there is: what is plain needs no change, and what is not plain does. */
    @Test
    void callsPlainWhatTheCompactFormLeavesAsItIs() throws Exception {
        for (int character = ' '; character <= Character.MAX_CODE_POINT; character++) {
            if (character == '"' || character == '\\' || (character >= 0xd800 && character <= 0xdfff)) {
                continue;
            }
            String json = "\"" + Character.toString(character) + "\"";
            byte[] bytes = json.getBytes(UTF_8);
            var scanner = new JsonScanner(bytes, 0, bytes.length);
            scanner.value();
            boolean compact = CompactJson.of(json, 1).equals(json);
            if (scanner.isPlain() != compact) {
                throw new AssertionError(Integer.toHexString(character));
            }
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    /** An independent reader of JSON, and the decoder of the JDK, agree on each text; lone surrogates are the exception. */
    @ParameterizedTest
    @MethodSource("seeds")
    void agreesWithAnotherReaderOnWhatIsJson(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            byte[] text = SEED_TEXT.getBytes(UTF_8);
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                text = mutated(text, random);
            }
            boolean expected = isUtf8(text) && isJson(text);
            assertThat(isAccepted(text)).as(new String(text, UTF_8)).isEqualTo(expected);
        }
    }

    private static byte[] mutated(byte[] text, Random random) {
        int at = random.nextInt(text.length);
        byte[] changed = text.clone();
        switch (random.nextInt(4)) {
            case 0 -> changed[at] = (byte) random.nextInt(256);
            case 1 -> changed[at] = (byte) "{}[]:,\"\\0-+.eEtfnu \n".charAt(random.nextInt(20));
            case 2 -> {
                changed = new byte[text.length - 1];
                System.arraycopy(text, 0, changed, 0, at);
                System.arraycopy(text, at + 1, changed, at, text.length - at - 1);
            }
            default -> changed[at] = text[random.nextInt(text.length)];
        }
        return changed;
    }

    private static boolean isAccepted(byte[] text) {
        var scanner = new JsonScanner(text, 0, text.length);
        try {
            scanner.value();
            return scanner.peek() < 0;
        } catch (BrokenJson e) {
            return false;
        }
    }

    private static boolean isUtf8(byte[] text) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Reads characters, not bytes, so that it does not guess another encoding. */
    private static boolean isJson(byte[] text) {
        String chars = SURROGATE_ESCAPE
                .matcher(new String(text, UTF_8))
                .replaceAll(match -> match.group(1) == null ? "?" : "$1");
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), chars)) {
            parser.nextToken();
            if (parser.currentToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }

    private static BrokenJson broken(byte[] json) {
        return Objects.requireNonNull(
                catchThrowableOfType(BrokenJson.class, () -> new JsonScanner(json, 0, json.length).value()));
    }
}

package io.mirrorlog.agent.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.JsonStrings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OwnKeysTest {

    private static final Set<String> IN_JSON = Set.of("mirrorlog", "_own");
    private static final Set<String> IN_LINE =
            Set.of("id", "type", "action", "user", "site", "offset", "mirrorlog", "_own");

    /** Ours, and what is nearly one of ours or holds one. */
    private static final List<String> KEYS = List.of(
            "id",
            "user",
            "offset",
            "mirrorlog",
            "_own",
            "ID",
            "_owns",
            "own",
            "",
            "mirrorlo",
            "\"_own\"",
            "\",\"_own",
            "_own\":",
            "_own\\",
            "\\u005fown",
            "i\\u0064",
            "{\"id",
            "漢",
            "ordinary");

    private static final List<String> VALUES = List.of(
            "1",
            "true",
            "\"\"",
            "\"_own\"",
            "\"\\\"_own\\\":1\"",
            "\",\\\"id\\\":\"",
            "\"\\\\\"",
            "\"https:\\/\\/shop.example\\/\"",
            "\"\\u005fown\"",
            "{\"_own\":1,\"id\":{\"mirrorlog\":[]}}",
            "[{\"id\":\"_own\"},\"mirrorlog\"]",
            "[]",
            "{}");

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void seesOurNamesHoweverTheyAreWrittenAndNoOthers(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            List<String> keys = new ArrayList<>();
            List<String> members = new ArrayList<>();
            for (int size = random.nextInt(6); size > 0; size--) {
                String key = KEYS.get(random.nextInt(KEYS.size()));
                keys.add(key);
                members.add(spelled(key, random) + ":" + VALUES.get(random.nextInt(VALUES.size())));
            }
            String object = "{" + String.join(",", members) + "}";
            assertThat(OwnKeys.IN_JSON.isUsedIn(object))
                    .as(object)
                    .isEqualTo(keys.stream().anyMatch(IN_JSON::contains));
            assertThat(OwnKeys.IN_LINE.isUsedIn(object))
                    .as(object)
                    .isEqualTo(keys.stream().anyMatch(IN_LINE::contains));
        }
    }

    /** The key in quotes; now and then some of its letters by their numbers. */
    private static String spelled(String key, Random random) {
        if (random.nextInt(3) > 0) {
            return JsonStrings.quote(key);
        }
        var spelled = new StringBuilder("\"");
        for (int i = 0; i < key.length(); i++) {
            if (random.nextInt(3) == 0) {
                JsonStrings.appendUnicodeEscape(spelled, key.charAt(i));
            } else {
                JsonStrings.appendEscaped(spelled, key.substring(i, i + 1));
            }
        }
        return spelled.append('"').toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | {} | { ",
                "{ | {\"a\":1,\"b\":{}} | {\"a\":1,\"b\":{}",
                "{\"x\":0 | {\"a\":1} | {\"x\":0,\"a\":1",
                "[{\"x\":{ | {\"_own\":1} | [{\"x\":{\"_own\":{\"_own\":1}",
            })
    void addsToAnObjectThatIsEmptyOrNot(String before, String metadata, String after) {
        var text = new StringBuilder(before);
        OwnKeys.IN_JSON.append(text, metadata, "{}");
        assertThat(text).hasToString(after);
    }

    @Test
    void addsMarksToAnObjectWithoutMembers() {
        var text = new StringBuilder("{");
        OwnKeys.IN_JSON.append(text, "{}", "{\"test\":true}");
        assertThat(text).hasToString("{\"mirrorlog\":{\"test\":true}");
    }
}

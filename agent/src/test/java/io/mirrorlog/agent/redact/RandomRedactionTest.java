package io.mirrorlog.agent.redact;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.format.Format;
import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.agent.format.RandomEvents;
import io.mirrorlog.agent.json.Members;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any event, with values to be hidden at any place of it. */
class RandomRedactionTest {

    private static final int EVENTS = 300;

    private static final List<String> PATHS =
            List.of("hidden", "hidden.deep", "hidden list.of.keys", "\u00e9\"\\.hidden", "h.i.d.d.e.n");

    private static final List<Format> FORMATS = List.of(
            Formats.named("line", ZoneOffset.UTC),
            Formats.named("json", ZoneOffset.UTC),
            Formats.named("monolog", ZoneOffset.UTC),
            Formats.template("{{message}} {{user}} {{id}} {{type}} {{action}} {{site}} {{metadata}}", ZoneOffset.UTC),
            Formats.template("{\"m\":\"{{message}}\",\"u\":\"{{{user}}}\",\"x\":\"{{metadata}}\"}", ZoneOffset.UTC));

    static LongStream seeds() {
        return LongStream.of(1, 2, 3, 20261122, System.nanoTime());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noHiddenValueIsInAnyTextWhateverTheFormat(long seed) {
        var random = new Random(seed);
        var events = new RandomEvents(seed);
        for (int i = 0; i < EVENTS; i++) {
            var planted = new Planted(random, events.next());
            Redaction redaction = planted.randomRules();

            Event shown = redaction.apply(planted.event());

            assertThat(shown.message().toLowerCase(Locale.ROOT)).doesNotContain(planted.lowered());
            for (Format format : FORMATS) {
                String text = format.render(shown, shown.site(), 1);
                assertThat(text.toLowerCase(Locale.ROOT)).doesNotContain(planted.lowered());
            }
            assertThat(EventJson.read(EventJson.write(shown))).isEqualTo(shown);
            assertThat(redaction.redacted(planted.event()).failed()).isFalse();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsNotHiddenStaysToTheByte(long seed) {
        var random = new Random(seed);
        var events = new RandomEvents(seed);
        for (int i = 0; i < EVENTS; i++) {
            Event original = events.next();
            var planted = new Planted(random, original);

            Event shown = Redactions.removing(PATHS.toArray(String[]::new)).apply(planted.event());

            assertThat(planted.withoutWhatWasPlanted(shown.metadata())).isEqualTo(original.metadata());
            assertThat(shown.message()).isEqualTo(planted.messageWith("[removed]"));
            assertThat(shown)
                    .usingRecursiveComparison()
                    .ignoringFields("message", "metadata")
                    .isEqualTo(planted.event());
        }
    }

    /** An event with values to be hidden at each of the paths and, as words of their own, in the message. */
    private static final class Planted {

        /** A part of the message. */
        private record Piece(String text, boolean hidden) {}

        private final Random random;
        private final Event original;
        private final List<String> values = new ArrayList<>();
        private final List<String> members = new ArrayList<>();
        private final List<Piece> pieces = new ArrayList<>();
        private final String metadata;

        Planted(Random random, Event original) {
            this.random = random;
            this.original = original;
            members.add("\"hidden\":{\"deep\":" + value(2) + ",\"other\":" + value(2) + "}");
            members.add("\"hidden list\":[{\"of\":{\"keys\":" + value(1) + "}},[{\"of.keys\":" + value(1) + "}],7]");
            members.add("\"\\u00e9\\\"\\\\.hidden\":" + value(1));
            members.add("\"h.i\":{\"d\":{\"d.e\":[{\"n\":" + value(0) + "},{\"n\":" + value(1) + "}]}}");
            List<String> all = new ArrayList<>();
            for (var own = new Members(original.metadata()); own.next(); ) {
                all.add(own.text());
            }
            for (String member : members) {
                all.add(random.nextInt(all.size() + 1), member);
            }
            metadata = "{" + String.join(",", all) + "}";
            List<String> words = new ArrayList<>(values);
            Collections.shuffle(words, random);
            pieces.add(new Piece(original.message(), false));
            words.forEach(word -> {
                plain(List.of(" ", "(", "\"", "\n", "/", "=", "]", "\\", "\u00a0", "漢"));
                pieces.add(new Piece(random.nextInt(3) == 0 ? word.toUpperCase(Locale.ROOT) : word, true));
                plain(List.of(" ", ")", "\"", "\n", "/", ",", "{", "\\", "\u2028", "が"));
            });
        }

        private void plain(List<String> choice) {
            pieces.add(new Piece(pick(choice), false));
        }

        Event event() {
            return new Event(
                    original.timestamp(),
                    original.site(),
                    original.severity(),
                    pieces.stream().map(Piece::text).collect(Collectors.joining()),
                    original.id(),
                    original.type(),
                    original.action(),
                    Scalar.of(values.get(0)),
                    metadata,
                    original.marks());
        }

        /** What is shown of the message where something stands in the place of each value. */
        String messageWith(String instead) {
            return pieces.stream()
                    .map(piece -> piece.hidden() ? instead : piece.text())
                    .collect(Collectors.joining());
        }

        /** The empty hulls of what was planted are taken out by their texts. */
        String withoutWhatWasPlanted(String shown) {
            String left = shown;
            for (String hull : List.of("\"hidden list\":[{\"of\":{}},[{}],7]", "\"h.i\":{\"d\":{\"d.e\":[{},{}]}}")) {
                assertThat(left).contains(hull);
                left = left.contains(hull + ",")
                        ? left.replace(hull + ",", "")
                        : left.replace("," + hull, "").replace(hull, "");
            }
            return left;
        }

        Redaction randomRules() {
            List<List<String>> rules = Stream.generate(() -> (List<String>) new ArrayList<String>())
                    .limit(4)
                    .toList();
            PATHS.forEach(path -> pick(rules).add(path));
            pick(rules).add("user");
            return Redactions.of(rules.get(0), rules.get(1), rules.get(2), rules.get(3));
        }

        List<String> lowered() {
            return values.stream().map(value -> value.toLowerCase(Locale.ROOT)).toList();
        }

        private String value(int depth) {
            return switch (random.nextInt(depth > 0 ? 4 : 2)) {
                case 2 -> "[" + value(depth - 1) + ",null,true," + value(depth - 1) + "]";
                case 3 -> "{\"a\":" + value(depth - 1) + ",\"b\":[{\"c\":" + value(depth - 1) + "}]}";
                default -> escaped(word());
            };
        }

        /** Looks the same in every format, so that a look at the text is enough. */
        private String word() {
            String word = "Q" + Long.toString(random.nextLong(36L * 36 * 36 * 36, Long.MAX_VALUE), 36)
                    + pick(List.of("", "é", " x", "-y.z@example", "漢字", "😀", "'s", "Ж9"));
            values.add(word);
            return word;
        }

        private String escaped(String word) {
            String json = JsonStrings.quote(word);
            int at = 1 + random.nextInt(4);
            return random.nextBoolean()
                    ? json
                    : json.substring(0, at) + String.format("\\u%04X", (int) json.charAt(at)) + json.substring(at + 1);
        }

        private <T> T pick(List<T> from) {
            return from.get(random.nextInt(from.size()));
        }
    }
}

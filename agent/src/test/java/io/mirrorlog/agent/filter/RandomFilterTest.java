package io.mirrorlog.agent.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any filter and any event: what passes is what one finds who looks at every value, without any short cut. */
class RandomFilterTest {

    private static final int FILTERS = 500;
    private static final int EVENTS = 20;

    private static final List<String> WORDS = List.of("a", "b", "ab", "ba", "aab", "a.b", "a*b", "A", "é", "10", "010");
    private static final List<String> GLOBS =
            List.of("*", "a", "a*", "*b", "a*b", "*a*", "**", "ab", "é*", "1*", "a.*", "x");
    private static final List<String> TYPES =
            List.of("user", "page", "4000", "4019", "04000", "4020.0", "9".repeat(30), "7");
    private static final List<String> ACTIONS = List.of("login", "out", "a/b");
    private static final List<String> TYPE_PATTERNS = List.of(
            "user", "user/*", "*/login", "4000-4019", "0-7", "4*", "us*/*t", "page/a/b", "9-999999999999999999");
    private static final List<String> KEYS = List.of("a", "b", "a.b", "c", "b.c");
    private static final List<String> PATHS = List.of("a", "b", "a.b", "b.c", "a.b.c", "c.a.b", "a.a.a", "b.c.a.b");

    static LongStream seeds() {
        return LongStream.of(1, 2, 3, 20261122, System.nanoTime());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void passesWhatANaiveReaderLetsPass(long seed) {
        var random = new Draws(new Random(seed));
        for (int i = 0; i < FILTERS; i++) {
            Wish only = random.maybe() ? Wish.drawn(random) : null;
            Wish except = random.maybe() ? Wish.drawn(random) : null;
            var filter = new Filter(criteria(only), criteria(except));
            for (int j = 0; j < EVENTS; j++) {
                Sample sample = Sample.drawn(random);
                boolean wanted = only == null || only.answers(sample).allMatch(answer -> answer);
                boolean unwanted = except != null && except.answers(sample).anyMatch(answer -> answer);

                assertThat(filter.test(sample.event()))
                        .as("only %s, except %s, %s", only, except, sample)
                        .isEqualTo(wanted && !unwanted);
            }
        }
    }

    private static @Nullable Criteria criteria(@Nullable Wish wish) {
        return wish == null ? null : wish.criteria();
    }

    /** What a user may write behind {@code only} or {@code except}. */
    private record Wish(
            @Nullable String severity,
            List<String> types,
            List<String> sites,
            List<String> users,
            Map<String, List<String>> metadata) {

        static Wish drawn(Draws random) {
            Map<String, List<String>> metadata = new LinkedHashMap<>();
            for (int i = random.below(3); i > 0; i--) {
                metadata.put(random.of(PATHS), random.some(GLOBS));
            }
            String severity = random.of(List.of(Severity.values())).name() + (random.maybe() ? "+" : "");
            return new Wish(
                    random.maybe() ? severity : null,
                    random.some(TYPE_PATTERNS),
                    random.some(GLOBS),
                    random.some(GLOBS),
                    metadata);
        }

        Criteria criteria() {
            return FilterTest.criteria(severity, types, sites, users, metadata);
        }

        /** To each thing that is asked. */
        Stream<Boolean> answers(Sample sample) {
            List<Boolean> answers = new ArrayList<>();
            if (severity != null) {
                Severity least = Severity.valueOf(severity.replace("+", ""));
                int distance = least.compareTo(sample.severity());
                answers.add(distance == 0 || (severity.endsWith("+") && distance > 0));
            }
            if (!types.isEmpty()) {
                answers.add(types.stream().anyMatch(pattern -> isOfType(pattern, sample)));
            }
            if (!sites.isEmpty()) {
                answers.add(fitsAny(sites, sample.site()));
            }
            if (!users.isEmpty()) {
                answers.add(sample.user() != null && fitsAny(users, sample.user()));
            }
            metadata.forEach((path, globs) -> {
                if (!globs.isEmpty()) {
                    answers.add(sample.valuesAt(path).anyMatch(value -> fitsAny(globs, value)));
                }
            });
            return answers.stream();
        }

        private static boolean isOfType(String pattern, Sample sample) {
            String type = sample.type();
            if (type == null) {
                return false;
            }
            if (pattern.matches("\\d+-\\d+")) {
                String[] ends = pattern.split("-");
                return type.matches("[0-9]+")
                        && new BigInteger(type).compareTo(new BigInteger(ends[0])) >= 0
                        && new BigInteger(type).compareTo(new BigInteger(ends[1])) <= 0;
            }
            return fits(pattern, type) || (sample.action() != null && fits(pattern, type + "/" + sample.action()));
        }

        private static boolean fitsAny(List<String> globs, String text) {
            return globs.stream().anyMatch(glob -> fits(glob, text));
        }

        private static boolean fits(String glob, String text) {
            String pattern =
                    Stream.of(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
            return Pattern.compile(pattern, Pattern.DOTALL).matcher(text).matches();
        }
    }

    /** A value with the keys that lead to it, dots between them; of a list each item by itself. */
    private record Leaf(String path, String text) {}

    /** An event, and all its values one by one. */
    private record Sample(
            Severity severity,
            @Nullable String type,
            @Nullable String action,
            String site,
            @Nullable String user,
            String metadata,
            List<Leaf> leaves) {

        static Sample drawn(Draws random) {
            List<Leaf> leaves = new ArrayList<>();
            return new Sample(
                    random.of(List.of(Severity.values())),
                    random.maybe() ? random.of(TYPES) : null,
                    random.maybe() ? random.of(ACTIONS) : null,
                    random.of(List.of("a", "ab", "b.a", "10")),
                    random.maybe() ? random.of(WORDS) : null,
                    object("", 4, random, leaves),
                    leaves);
        }

        Event event() {
            return new Event(
                    OffsetDateTime.parse("2026-11-21T20:16:00Z"),
                    site,
                    severity,
                    "Something happened",
                    null,
                    scalar(type),
                    scalar(action),
                    scalar(user),
                    metadata,
                    Event.NONE);
        }

        /** A number where it can be one. */
        private static @Nullable Scalar scalar(@Nullable String text) {
            return text == null ? null : text.matches("[1-9][0-9]*") ? new Scalar(text) : Scalar.of(text);
        }

        Stream<String> valuesAt(String path) {
            return leaves.stream().filter(leaf -> leaf.path().equals(path)).map(Leaf::text);
        }

        private static String object(String path, int depth, Draws random, List<Leaf> leaves) {
            Map<String, String> members = new LinkedHashMap<>();
            for (String key : random.some(KEYS)) {
                String name = random.maybe()
                        ? JsonStrings.quote(key)
                        : "\"\\u00" + Integer.toHexString(key.charAt(0)) + key.substring(1) + '"';
                String below = path.isEmpty() ? key : path + "." + key;
                members.computeIfAbsent(key, first -> name + ":" + value(below, depth - 1, random, leaves));
            }
            return "{" + String.join(",", members.values()) + "}";
        }

        private static String value(String path, int depth, Draws random, List<Leaf> leaves) {
            switch (random.below(depth > 0 ? 8 : 5)) {
                case 0 -> {
                    String word = random.of(WORDS);
                    leaves.add(new Leaf(path, word));
                    return JsonStrings.quote(word);
                }
                case 1 -> {
                    leaves.add(new Leaf(path, "a\"b"));
                    return "\"\\u0061\\\"b\"";
                }
                case 2 -> {
                    String number = random.of(List.of("10", "1.0", "-1", "1E400"));
                    leaves.add(new Leaf(path, number));
                    return number;
                }
                case 3 -> {
                    boolean truth = random.maybe();
                    leaves.add(new Leaf(path, Boolean.toString(truth)));
                    return Boolean.toString(truth);
                }
                case 4 -> {
                    return random.of(List.of("null", "{}", "[]"));
                }
                case 5 -> {
                    return "[" + value(path, depth - 1, random, leaves) + "," + value(path, depth - 1, random, leaves)
                            + "]";
                }
                default -> {
                    return object(path, depth, random, leaves);
                }
            }
        }
    }

    /** Chance, always the same for the same seed. */
    private record Draws(Random random) {

        boolean maybe() {
            return random.nextBoolean();
        }

        int below(int bound) {
            return random.nextInt(bound);
        }

        <T> T of(List<T> all) {
            return all.get(random.nextInt(all.size()));
        }

        /** None more often than any other number of them. */
        <T> List<T> some(List<T> all) {
            List<T> some = new ArrayList<>();
            for (int i = Math.max(0, random.nextInt(5) - 1); i > 0; i--) {
                some.add(of(all));
            }
            return some;
        }
    }
}

package io.mirrorlog.agent.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsTest {

    private static final String SCHEMA = "/analytics/legacy/homepagevisit/1.2.1";
    private static final String TITLE = "analytics/legacy/homepagevisit";

    private static StreamOptions message(@Nullable String message, @Nullable String severity) {
        return new StreamOptions(null, severity, null, null, null, message, null, null, null);
    }

    private static StreamOptions sample(SampleOptions.Unit unit, String rate, @Nullable String by) {
        var sample = new SampleOptions(unit, SampleRate.parse(rate), by == null ? null : FieldPath.parse(by));
        return new StreamOptions(null, null, null, null, null, null, null, sample, null);
    }

    private static Streams configured(Map<String, StreamOptions> entries) {
        return new Streams(entries, Map.of(), Map.of(), false, Validation.TAG);
    }

    private static Stream.Shown shown(Streams streams, String stream, String event) {
        return Objects.requireNonNull(streams.of(stream, SCHEMA)).shown(event);
    }

    private static Stream.Shown shown(StreamOptions options, String event) {
        return shown(configured(Map.of("s", options)), "s", event);
    }

    @Test
    void takesWhatOneEntryDoesNotSayFromALessSpecificOne() {
        Map<String, StreamOptions> entries = new LinkedHashMap<>();
        entries.put("/visit/i", message("expression", null));
        entries.put("/.*/", message("too late", "critical"));
        entries.put(TITLE, message("title", "low"));
        entries.put("HomepageVisit", message("stream", null));
        var streams = new Streams(
                entries,
                Map.of("other", message("imported", null)),
                Map.of(TITLE, new StreamOptions(null, "medium", "t", null, null, "ready", null, null, null)),
                false,
                Validation.TAG);
        assertThat(shown(streams, "HomepageVisit", "{}"))
                .isEqualTo(new Stream.Shown(null, Severity.LOW, "stream", Scalar.of("t"), null, null));
        assertThat(shown(streams, "VISIT", "{}").message()).isEqualTo("expression");
        assertThat(shown(streams, "other", "{}").message()).isEqualTo("too late");
        entries.remove("/.*/");
        var fewer = new Streams(entries, Map.of(), Map.of(), false, Validation.TAG);
        assertThat(shown(fewer, "other", "{}"))
                .isEqualTo(new Stream.Shown(null, Severity.LOW, "title", null, null, null));
    }

    @Test
    void saysNothingAboutWhatNobodyConfigured() {
        assertThat(shown(Streams.NONE, "s", "{\"a\":1}"))
                .isEqualTo(new Stream.Shown(null, Severity.INFORMATIONAL, null, null, null, null));
    }

    @Test
    void takesOnlyKnownStreamsWhereThatIsWanted() {
        var streams = new Streams(
                Map.of("/^a/", StreamOptions.NONE, TITLE, StreamOptions.NONE),
                Map.of("b", StreamOptions.NONE),
                Map.of("test/event", StreamOptions.NONE),
                true,
                Validation.TAG);
        assertThat(streams.of("abc", "/x/1.0.0")).isNotNull();
        assertThat(streams.of("b", "/x/1.0.0")).isNotNull();
        assertThat(streams.of("c", SCHEMA)).isNotNull();
        assertThat(streams.of("c", "/test/event/1.0.0")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{{a}} | {'a':1.0} | 1.0",
                "{{ a.b }} | {'a':{'b':'x'}} | 'x'",
                "{{a}} | {'a':true} | 'true'",
                "{{a}} | {'a':[1]} | ",
                "{{a}} | {'a':null} | ",
                "{{a}} | {'a':''} | ",
                "{{a.b}} | {'a':'x'} | ",
                "{{a}}! | {'a':1.0} | '1.0!'",
                "{{#a}}yes{{/a}} | {'a':false} | ",
                "{{a}} {{b}} | {'c':1} | ",
                "{{a.b.c}}{{a.d}}- | {'a':{'b':7}} | '-'",
                "constant | {} | 'constant'",
            })
    void makesATypeOfTheFieldsThatAreThere(String template, String event, @Nullable String type) {
        var options = new StreamOptions(null, null, template, null, null, null, null, null, null);
        Scalar made = shown(options, event.replace('\'', '"')).type();
        assertThat(made == null ? null : made.json()).isEqualTo(type == null ? null : type.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource({"{{level}}, error, HIGH", "{{level}}, 500, CRITICAL", "{{level}}, odd, INFORMATIONAL", "low, x, LOW"})
    void readsASeverityThatTheEventNames(String template, String level, Severity severity) {
        assertThat(shown(message(null, template), "{\"level\":\"" + level + "\"}")
                        .severity())
                .isEqualTo(severity);
    }

    @Test
    void makesANameOfWhatTheEventCallsItsSite() {
        var options = new StreamOptions("{{wiki}}", null, null, null, null, null, null, null, null);
        assertThat(shown(options, "{\"wiki\":\"https://en.wikipedia.org/x\"}").site())
                .isEqualTo("en.wikipedia.org-x");
        assertThat(shown(options, "{}").site()).isNull();
    }

    @Test
    void cutsAMessageThatAnEventBlowsUp() {
        String list = "{\"l\":[" + "1,".repeat(50_000) + "1],\"big\":\"" + "x".repeat(100_000) + "\"}";
        String message = shown(message("{{#l}}{{big}}{{/l}}", null), list).message();
        assertThat(message).hasSize(4_000).endsWith("x…");
    }

    @Test
    void looksIntoALongListInTheTimeThatItsLengthTakes() {
        String fields =
                IntStream.range(0, 2_000).mapToObj(i -> "\"k" + i + "\":0,").collect(Collectors.joining());
        String event = "{" + fields + "\"l\":[" + "{},".repeat(200_000) + "{}]}";
        assertThat(shown(message("{{#l}}{{missing}}{{/l}}", null), event).message())
                .isNull();
    }

    @Test
    void refusesWhatIsNoTemplate() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StreamOptions("a/b", "grave", "{{", "{{>x}}", " ", "{{#a}}", null, null, null))
                .withMessageContainingAll(
                        "site: is no name of a site",
                        "severity: is no severity; write critical",
                        "type: not a Mustache template",
                        "action: a template cannot include another",
                        "user: not a Mustache template: it is empty",
                        "message: not a Mustache template");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/(/", "/", "//", "/a/b", "/a/z"})
    void refusesKeysThatAreNone(String key) {
        assertThat(Streams.faultOf(key)).isNotNull();
    }

    @Test
    void hasSomethingAgainstAnotherSchemaThanTheStreams() {
        Stream stream = Objects.requireNonNull(
                configured(Map.of("s", StreamOptions.of(TITLE, null))).of("s", SCHEMA));
        assertThat(stream.verdictOn(SCHEMA).isGood()).isTrue();
        assertThat(stream.verdictOn("/other/1.0.0").text())
                .isEqualTo("'.$schema' should be a version of " + TITLE + " in this stream");
    }

    @ParameterizedTest
    @CsvSource({
        "/analytics/legacy/homepagevisit/1.2.1, analytics/legacy/homepagevisit",
        "analytics/test/latest, analytics/test",
        "/error/2.1.0, error",
        "/x, x",
        "/, ''",
        "https://schema.example/a/1.0.0, https://schema.example/a",
    })
    void knowsASchemaWithoutItsVersion(String schema, String title) {
        assertThat(Streams.title(schema)).isEqualTo(title);
    }

    /** Numbers as the browser computes them: the first eight digits, divided by the largest such number, below the rate. */
    @ParameterizedTest
    @CsvSource({
        "00000000ffff, 0.000001, true",
        "1999999a0000, 0.1, false",
        "199999990000, 0.1, true",
        "7fffffff0000, 0.5, true",
        "800000000000, 0.5, false",
        "ffffffff0000, 0.999, false",
        "ffffffff0000, 1, true",
        "000000000000, 0, false",
    })
    void decidesAsTheBrowserDoes(String pageview, String rate, boolean kept) {
        var streams = configured(Map.of("s", sample(SampleOptions.Unit.PAGEVIEW, rate, null)));
        String event = "{\"performer\":{\"pageview_id\":\"" + pageview + "\"}}";
        Stream stream = Objects.requireNonNull(streams.of("s", SCHEMA));
        var drawn = new Drawn();
        assertThat(stream.keeps(event, Scalar.of("x"), drawn)).isEqualTo(kept);
        drawn.count();
        assertThat(streams.sampled()).containsExactlyEntriesOf(Map.of("s", new Sampled(kept ? 0 : 1, 0)));
    }

    @Test
    void keepsAndCountsWhatHasNothingToDecideBy() {
        var streams = configured(Map.of("s", sample(SampleOptions.Unit.SESSION, "0", null)));
        Stream stream = Objects.requireNonNull(streams.of("s", SCHEMA));
        var drawn = new Drawn();
        assertThat(stream.keeps("{\"performer\":{}}", Scalar.of("x"), drawn)).isTrue();
        assertThat(streams.sampled())
                .as("it may be read again")
                .containsExactlyEntriesOf(Map.of("s", new Sampled(0, 0)));
        drawn.count();
        assertThat(streams.sampled()).containsExactlyEntriesOf(Map.of("s", new Sampled(0, 1)));
    }

    @Test
    void keepsAShareOfEventsThatIsAsLargeAsItShouldBe() {
        for (Map.Entry<String, StreamOptions> unit : Map.of(
                        "own", sample(SampleOptions.Unit.EVENT, "0.25", null),
                        "field", sample(SampleOptions.Unit.SESSION, "0.25", "event.token"))
                .entrySet()) {
            var streams = configured(Map.of("/./", unit.getValue()));
            Stream stream = Objects.requireNonNull(streams.of("s", SCHEMA));
            var drawn = new Drawn();
            long kept = 0;
            for (int i = 0; i < 4_000; i++) {
                String id = new UUID(0x019a_0000_0000_7000L, i * 0x9e37_79b9_7f4a_7c15L).toString();
                String token = unit.getKey().equals("own") ? "1" : "\"token " + i + "\"";
                boolean keeps = stream.keeps("{\"event\":{\"token\":" + token + "}}", Scalar.of(id), drawn);
                assertThat(stream.keeps("{\"event\":{\"token\":" + token + "}}", Scalar.of(id), drawn))
                        .isEqualTo(keeps);
                kept += keeps ? 1 : 0;
            }
            drawn.count();
            assertThat(kept).as(unit.getKey()).isBetween(850L, 1_150L);
            assertThat(streams.sampled()).containsExactlyEntriesOf(Map.of("/./", new Sampled(2 * (4_000 - kept), 0)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "-0.1", "NaN", "half", ""})
    void refusesRatesThatAreNone(String rate) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleRate.parse(rate))
                .withMessageContaining("is no share");
    }

    @Test
    void keepsOneMappingForAllStreamsThatSomebodyMakesUp() {
        var streams = configured(Map.of("/a/", message("m", null)));
        assertThat(List.of("a1", "a2", "xax").stream()
                        .map(name -> streams.of(name, SCHEMA))
                        .distinct())
                .hasSize(1);
    }
}

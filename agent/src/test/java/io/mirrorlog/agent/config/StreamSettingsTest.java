package io.mirrorlog.agent.config;

import static io.mirrorlog.agent.config.Loading.SMALLEST;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.stream.Place;
import io.mirrorlog.agent.stream.Stream;
import io.mirrorlog.agent.stream.StreamOptions;
import io.mirrorlog.agent.stream.Validation;
import io.mirrorlog.connector.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamSettingsTest {

    @TempDir
    private Path folder;

    private Loading loading = new Loading(Path.of("unused"));

    @BeforeEach
    void loadFromTheFolder() {
        loading = new Loading(folder);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("streams.json"), text);
    }

    @Test
    void putsTogetherWhatTheFileTheWikiAndTheAgentSay() throws Exception {
        write("{\"eventlogging_PrefUpdate\":{\"schema_title\":\"analytics/legacy/prefupdate\"}}");
        Configuration configuration = loading.load(SMALLEST + """
                streams_from: streams.json
                unknown_streams: refuse
                streams:
                  /PrefUpdate/: { severity: high, validation: reject, sample: { rate: 0.5, by: event.userId } }
                """);
        var streams = configuration.streams().compiled(Validation.TAG);
        Stream stream =
                Objects.requireNonNull(streams.of("eventlogging_PrefUpdate", "/analytics/legacy/prefupdate/1.1.0"));
        assertThat(stream.validation()).isEqualTo(Validation.REJECT);
        assertThat(stream.verdictOn("/x/1.0.0").isGood()).isFalse();
        Stream.Shown shown = stream.shown("{\"event\":{\"userId\":7,\"property\":\"skin\"}}");
        assertThat(shown.severity()).isEqualTo(Severity.HIGH);
        assertThat(shown.message()).isEqualTo("User 7 set the preference skin");
        assertThat(streams.sampled()).containsOnlyKeys("/PrefUpdate/");
        assertThat(streams.of("other", "/x/1.0.0")).isNull();
    }

    @Test
    void isReadAgainAtTheNextStartAlone() throws Exception {
        Configuration one = loading.load(SMALLEST);
        Configuration other = loading.load(SMALLEST + "streams: { a: { severity: low } }\n");
        assertThat(one.differencesOutsideConnections(other)).containsExactly("streams");
        assertThat(one.differencesOutsideConnections(loading.load(SMALLEST))).isEmpty();
        assertThat(one.streams().configured()).isEmpty();
    }

    @Test
    void tellsEverythingThatIsWrongWithItsPlace() {
        assertThat(loading.problems(SMALLEST + """
                streams:
                  a: { severity: grave, message: "{{", mesage: x }
                  /(/: { type: x }
                  b: { sample: { unit: visit, rate: 2, by: "a..b" } }
                  c: { sample: { } }
                unknown_streams: drop
                """))
                .containsExactlyInAnyOrder(
                        "config.yml:3:18: streams.a.severity: is no severity; write critical, high, medium, low or"
                                + " informational",
                        "config.yml:3:34: streams.a.message: not a Mustache template: a tag never ends: {{",
                        "config.yml:3:40: streams.a.mesage: no such option (did you mean message?)",
                        "config.yml:5:24: streams.b.sample.unit: \"visit\" is not allowed; write event or pageview or session",
                        "config.yml:5:37: streams.b.sample.rate: is no share; write a number from 0 to 1, such as 0.1",
                        "config.yml:5:44: streams.b.sample.by: is no field; write keys with dots between them, at most 16 of"
                                + " them",
                        "config.yml:6:8: streams.c.sample.rate: is missing; it is required: the share of them that is kept: 0"
                                + " to 1, such as 0.1",
                        "config.yml:7:18: unknown_streams: \"drop\" is not allowed; write accept or refuse");
    }

    @Test
    void tellsOfKeysThatNameNoStream() {
        assertThat(loading.problems(SMALLEST + "streams: { /(/: { type: x }, /a/b: { type: y } }\n"))
                .containsExactly(
                        "config.yml:2:12: streams./(/: is no regular expression: Unclosed group",
                        "config.yml:2:30: streams./a/b: is neither a stream nor an expression; write /…/ for an expression,"
                                + " and a title without its slash");
    }

    @Test
    void tellsWhatIsWrongWithTheWikisFile() throws Exception {
        String from = SMALLEST + "streams_from: streams.json\n";
        Path file = folder.resolve("streams.json");
        String begin = "config.yml:2:15: streams_from: ";
        assertThat(loading.problems(from)).containsExactly(begin + "streams.json is no file");
        write("{\"a\":");
        assertThat(loading.problems(from))
                .containsExactly(
                        begin + "streams.json cannot be used: broken JSON at byte 5: expected a value, found the end");
        write("{\"a\":{\"sample\":{\"unit\":\"session\",\"rate\":7}}}");
        assertThat(loading.problems(from))
                .singleElement()
                .asString()
                .contains("cannot be used: a: sample.rate: is no share");
        write("7");
        assertThat(loading.problems(from))
                .singleElement()
                .asString()
                .contains("streams.json is no configuration of streams");
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(loading.problems(from)).containsExactly(begin + "streams.json is a folder; give a file");
    }

    @Test
    void refusesToRefuseEverything() {
        assertThat(loading.problems(SMALLEST + "unknown_streams: refuse\n"))
                .containsExactly(
                        "config.yml:2:18: unknown_streams: without streams and streams_from no event with a schema"
                                + " would be taken at all");
    }

    @Test
    void fillsInWhatTheAdminLikes() throws Exception {
        String http =
                SMALLEST + "intake: { http: { fill: [%s], open_streams: [a, b*], trusted_proxies: [10.0.0.0/8] } }\n";
        HttpSettings all = loading.load(SMALLEST).intake().http();
        assertThat(all.places()).isEqualTo(Place.ALL);
        assertThat(all.trustedProxies()).extracting(Object::toString).containsExactly("127.0.0.0/8", "::1");
        HttpSettings none = loading.load(String.format(http, "")).intake().http();
        assertThat(none.places()).isEqualTo(EnumSet.complementOf(EnumSet.of(Place.CLIENT_IP, Place.USER_AGENT)));
        assertThat(none.openStreams()).hasSize(2);
        HttpSettings some =
                loading.load(String.format(http, "user_agent")).intake().http();
        assertThat(some.places()).isEqualTo(EnumSet.complementOf(EnumSet.of(Place.CLIENT_IP)));
        assertThat(loading.problems(SMALLEST
                        + "intake: { http: { fill: [ip], trusted_proxies: [localhost], open_streams: [\"\"] } }\n"))
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem)
                                .contains("fill[0]: \"ip\" is not allowed; write client_ip or user_agent"),
                        problem -> assertThat(problem).contains("trusted_proxies[0]: is neither an IP address nor"),
                        problem -> assertThat(problem).contains("open_streams[0]: is no pattern"));
    }

    @Test
    void bringsAMappingThatSaysEverythingThatItShould() {
        assertThat(ReadyMadeStreams.all().values())
                .hasSizeGreaterThan(15)
                .extracting(StreamOptions::severity, StreamOptions::validation)
                .allSatisfy(pair -> assertThat(pair.toList().get(0)).isNotNull())
                .allSatisfy(pair -> assertThat(pair.toList().get(1)).isNull());
        assertThat(List.copyOf(ReadyMadeStreams.all().values()))
                .allSatisfy(options -> assertThat(options.message()).isNotBlank())
                .allSatisfy(options -> assertThat(options.type()).isNotBlank());
    }
}

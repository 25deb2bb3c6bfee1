package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.filter.Glob;
import io.mirrorlog.agent.schema.Schemas;
import io.mirrorlog.agent.stream.Judged;
import io.mirrorlog.agent.stream.SampleOptions;
import io.mirrorlog.agent.stream.SampleRate;
import io.mirrorlog.agent.stream.Sampled;
import io.mirrorlog.agent.stream.StreamOptions;
import io.mirrorlog.agent.stream.Streams;
import io.mirrorlog.agent.stream.Validation;
import io.mirrorlog.agent.web.RawHttp;
import io.mirrorlog.connector.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events with schemas through a real port: what each kind of validation makes of them. */
class SchemaIntakeTest {

    private static final String GOOD = "{\"$schema\":\"/a/1.0.0\",\"meta\":{\"stream\":\"s\"},\"n\":1}";
    private static final String BAD = "{\"$schema\":\"/a/1.0.0\",\"meta\":{\"stream\":\"s\"},\"n\":\"x\"}";
    private static final String UNKNOWN = "{\"$schema\":\"/none/1.0.0\",\"meta\":{\"stream\":\"s\"}}";

    @TempDir
    private Path folder;

    private final List<Judged> judged = new CopyOnWriteArrayList<>();
    private Schemas schemas;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(folder.resolve("schemas/a"));
        Files.writeString(folder.resolve("schemas/a/1.0.0.yaml"), "properties: { n: { type: integer } }");
        schemas = Schemas.open(
                List.of(folder.resolve("schemas").toString()),
                folder.resolve("cache"),
                InstantSource.fixed(Instant.EPOCH),
                judged::add);
    }

    @AfterEach
    void close() {
        schemas.close();
    }

    private RunningIntake intake(Validation validation) {
        return intake(new Streams(Map.of(), Map.of(), Map.of(), false, validation));
    }

    private RunningIntake intake(Streams streams) {
        EventGate usual = EventGate.USUAL;
        return new RunningIntake(
                folder.resolve("refused"),
                Map.of(),
                queue -> queue,
                new EventGate(streams, schemas, usual.places(), usual.openStreams(), usual.proxies()));
    }

    @Test
    void taggedEventsAreTakenAndMarked() throws Exception {
        try (RunningIntake intake = intake(Validation.TAG)) {
            RawHttp.Reply reply = intake.post("[" + GOOD + "," + BAD + "," + UNKNOWN + "]");
            assertThat(reply.status()).isEqualTo(201);
            assertThat(intake.stored())
                    .extracting(Event::marks)
                    .containsExactly(
                            "{}",
                            "{\"schema_errors\":[\"'.n' should be integer\"]}",
                            "{\"schema_errors\":[\"Failed loading schema at /none/1.0.0\"]}");
        }
    }

    @Test
    void rejectedEventsAreAnsweredAsEventGateDoes() throws Exception {
        try (RunningIntake intake = intake(Validation.REJECT)) {
            RawHttp.Reply reply = intake.post("[" + GOOD + "," + BAD + "," + UNKNOWN + "]");
            assertThat(reply.status()).isEqualTo(207);
            assertThat(reply.body())
                    .isEqualTo("{\"invalid\":[{\"status\":\"invalid\",\"event\":" + BAD + ",\"context\":{\"errors\":["
                            + "{\"keyword\":\"type\",\"dataPath\":\".n\",\"schemaPath\":\"#/properties/n/type\","
                            + "\"params\":{\"type\":\"integer\"},\"message\":\"should be integer\"}],"
                            + "\"errorsText\":\"'.n' should be integer\"}}],"
                            + "\"error\":[{\"status\":\"error\",\"event\":" + UNKNOWN
                            + ",\"context\":{\"message\":\"Failed loading schema at /none/1.0.0\"}}]}");
            assertThat(intake.stored()).hasSize(1);
        }
    }

    @Test
    void whatCannotBeComparedIsAnErrorWhateverElseIsWrongWithIt() throws Exception {
        var options = new StreamOptions(null, null, null, null, null, null, "b", null, null);
        var streams = new Streams(Map.of("s", options), Map.of(), Map.of(), false, Validation.REJECT);
        try (RunningIntake intake = intake(streams)) {
            assertThat(intake.post(UNKNOWN).body())
                    .startsWith("{\"invalid\":[],\"error\":[{\"status\":\"error\",\"event\":" + UNKNOWN
                            + ",\"context\":{\"message\":\"Failed loading schema at /none/1.0.0\"");
        }
    }

    @Test
    void waitingForASchemaLetsNobodyInWithoutAToken() throws Exception {
        EventGate usual = EventGate.USUAL;
        var streams = new Streams(Map.of(), Map.of(), Map.of(), false, Validation.TAG);
        var gate = new EventGate(streams, schemas, usual.places(), List.of(Glob.parse("s")), usual.proxies());
        try (var intake = new RunningIntake(folder.resolve("refused"), RunningIntake.tokens(), queue -> queue, gate)) {
            assertThat(intake.post("[" + GOOD + ",{\"message\":\"m\"}]").status())
                    .isEqualTo(207);
            assertThat(intake.stored()).extracting(Event::marks).containsExactly("{\"without_token\":true}");
        }
    }

    @Test
    void nobodyLooksWhenItIsOff() throws Exception {
        try (RunningIntake intake = intake(Validation.OFF)) {
            assertThat(intake.post("[" + BAD + "," + UNKNOWN + "]").status()).isEqualTo(201);
            assertThat(intake.stored()).extracting(Event::marks).containsExactly("{}", "{}");
            assertThat(judged).allMatch(one -> one.counts().isEmpty());
        }
    }

    @Test
    void whoIsInAHurryIsNotKeptWaiting() throws Exception {
        try (RunningIntake intake = intake(Validation.TAG)) {
            assertThat(intake.post("/v1/events?hasty=true", BAD.getBytes(UTF_8)).status())
                    .isEqualTo(202);
            assertThat(intake.stored())
                    .extracting(Event::marks)
                    .containsExactly("{\"schema_errors\":[\"not validated: its schema is being read\"]}");
            assertThat(judged)
                    .as("nobody did anything wrong")
                    .allMatch(one -> one.failures().isEmpty());
            schemas.ready(List.of("/a/1.0.0")).get();
            assertThat(intake.post("/v1/events?hasty=true", GOOD.getBytes(UTF_8))
                            .status())
                    .isEqualTo(202);
            assertThat(intake.stored().get(1).marks()).isEqualTo("{}");
        }
    }

    @Test
    void aStreamThatRefusesEventsWaitsInAnyCase() throws Exception {
        try (RunningIntake intake = intake(Validation.REJECT)) {
            assertThat(intake.post("/v1/events?hasty=true", GOOD.getBytes(UTF_8))
                            .status())
                    .isEqualTo(202);
            assertThat(intake.stored()).extracting(Event::marks).containsExactly("{}");
        }
    }

    @Test
    void whatASampleSaysIsCountedOnceThoughItIsReadTwice() throws Exception {
        var sample = new SampleOptions(SampleOptions.Unit.SESSION, new SampleRate(0), null);
        var streams =
                new Streams(Map.of("s", StreamOptions.of(null, sample)), Map.of(), Map.of(), false, Validation.TAG);
        try (RunningIntake intake = intake(streams)) {
            String out = "{\"session_id\":\"7\"," + GOOD.substring(1);
            assertThat(intake.post("[" + GOOD + "," + out + "]").status()).isEqualTo(201);
            assertThat(intake.stored()).hasSize(1);
        }
        assertThat(streams.sampled()).containsExactlyEntriesOf(Map.of("s", new Sampled(1, 1)));
    }

    @Test
    void eachEventIsCountedOnceThoughItIsReadTwice() throws Exception {
        try (RunningIntake intake = intake(Validation.TAG)) {
            intake.post("[" + String.join(",", Collections.nCopies(3, GOOD)) + "," + BAD + "]");
            assertThat(judged).hasSize(1);
            assertThat(judged.get(0).counts()).hasEntrySatisfying("s", counts -> {
                assertThat(counts.valid()).isEqualTo(3);
                assertThat(counts.invalid()).isEqualTo(1);
            });
            assertThat(judged.get(0).failures()).hasSize(1);
        }
    }
}

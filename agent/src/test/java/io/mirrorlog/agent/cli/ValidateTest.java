package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateTest {

    /** As a browser sends it: what the schema wants to know of the intake is not in it. */
    private static final String GOOD = event("/a/1.0.0", "1");

    private static final String BAD = event("/a/1.0.0", "\"x\"");
    private static final String LOST = event("/none/1.0.0", "1");

    private static final String SCHEMA = """
            required: [meta, http]
            additionalProperties: false
            properties:
              $schema: { type: string }
              n: { type: integer }
              meta: { required: [stream, dt, id] }
              http:
                required: [client_ip]
                properties: { client_ip: { type: string } }
                additionalProperties: false
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void put() throws Exception {
        Files.createDirectories(folder.resolve("schemas/a"));
        Files.writeString(folder.resolve("schemas/a/1.0.0.yaml"), SCHEMA);
    }

    private static String event(String schema, String n) {
        return "{\"$schema\":\"" + schema + "\",\"meta\":{\"stream\":\"s\"},\"n\":" + n + "}";
    }

    @Test
    void tellsWhatIsWrongWithEachEvent() throws Exception {
        Path events = Files.writeString(
                folder.resolve("events.ndjson"), GOOD + "\n" + BAD + "\n\n" + LOST + "\n{\"n\": 1,]}\n[1]\n{}\n");
        FakeShell.Ended ended = run("validate", "-r", folder.resolve("schemas").toString(), events.toString());
        assertThat(ended.exit()).isEqualTo(Exit.DATA);
        assertThat(ended.err())
                .isEqualTo(events + ":2: '.n' should be integer\n" + events
                        + ":4: Failed loading schema at /none/1.0.0: /none/1.0.0 is in no repository\n" + events
                        + ":5: broken JSON at byte 8 of the line: expected a key in double quotes, found ]\n" + events
                        + ":6: an event is a JSON object\n" + events
                        + ":7: $schema is missing; there is no schema to hold the event against\n");
        assertThat(ended.out()).isEqualTo("5 of 6 events are not as their schemas want them.\n");
    }

    @Test
    void tellsHowManyEventsThereWere() throws Exception {
        Path events = Files.writeString(folder.resolve("events.ndjson"), GOOD + "\n" + BAD + "\n");
        String schemas = folder.resolve("schemas").toString();
        assertThat(run("validate", "-r", schemas, events.toString()).out())
                .isEqualTo("1 of 2 events is not as its schema wants it.\n");
        Files.writeString(events, GOOD + "\n" + GOOD + "\n");
        assertThat(run("validate", "-r", schemas, events.toString()))
                .isEqualTo(new FakeShell.Ended(Exit.OK, "2 events are as their schemas want them.\n", ""));
        Files.writeString(events, "\n");
        assertThat(run("validate", "-r", schemas, events.toString()).out())
                .isEqualTo("There was no event to be held against a schema.\n");
    }

    @Test
    void judgesByTheStreamsOfAConfigurationWhateverTheyKeep() throws Exception {
        Path config = Files.writeString(folder.resolve("config.yml"), """
                schemas: { repositories: [%s] }
                streams:
                  s: { sample: { rate: 0 }, validation: off, schema_title: a }
                  other: { schema_title: b }
                unknown_streams: refuse
                connections: { nowhere: { connector: discard } }
                """.formatted(folder.resolve("schemas")));
        Path events = Files.writeString(
                folder.resolve("events.ndjson"),
                String.join("\n", GOOD, BAD, GOOD.replace("\"s\"", "\"other\""), GOOD.replace("\"s\"", "\"x\"")));
        FakeShell.Ended ended = run("validate", "-c", config.toString(), events.toString());
        assertThat(ended.err())
                .isEqualTo(events + ":2: '.n' should be integer\n" + events
                        + ":3: '.$schema' should be a version of b in this stream\n" + events
                        + ":4: '.meta.stream' should be a stream that is configured\n");
    }

    @Test
    void takesTheRepositoriesOfAConfiguration() throws Exception {
        Path config = Files.writeString(
                folder.resolve("config.yml"),
                "schemas: { repositories: [" + folder.resolve("schemas")
                        + "] }\nconnections: { nowhere: { connector: discard } }\n");
        Path events = Files.writeString(folder.resolve("events.ndjson"), GOOD);
        assertThat(run("validate", "-c", config.toString(), events.toString()))
                .isEqualTo(new FakeShell.Ended(Exit.OK, "1 event is as its schema wants it.\n", ""));
        assertThat(run("check", "-c", config.toString()).out())
                .contains("  checks events by 1 schema in " + folder.resolve("schemas") + "\n");
    }

    @Test
    void wantsToKnowWhereSchemasAre() throws Exception {
        assertThat(run("validate", "-r", folder.resolve("none").toString()).exit())
                .isEqualTo(Exit.USAGE);
        Path config =
                Files.writeString(folder.resolve("config.yml"), "connections: { nowhere: { connector: discard } }\n");
        FakeShell.Ended ended = run("validate", "-c", config.toString());
        assertThat(ended.exit()).isEqualTo(Exit.CONFIG);
        assertThat(ended.err()).contains("schemas.repositories names none");
    }

    private FakeShell.Ended run(String... arguments) {
        return new FakeShell(folder).run(arguments);
    }
}

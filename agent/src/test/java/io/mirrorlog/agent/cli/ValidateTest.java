package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateTest {

    private static final String GOOD = "{\"$schema\":\"/a/1.0.0\",\"n\":1}";
    private static final String BAD = "{\"$schema\":\"/a/1.0.0\",\"n\":\"x\"}";
    private static final String LOST = "{\"$schema\":\"/none/1.0.0\"}";

    @TempDir
    private Path folder;

    @BeforeEach
    void put() throws Exception {
        Files.createDirectories(folder.resolve("schemas/a"));
        Files.writeString(folder.resolve("schemas/a/1.0.0.yaml"), "properties: { n: { type: integer } }");
    }

    @Test
    void tellsWhatIsWrongWithEachEvent() throws Exception {
        Path events = Files.writeString(folder.resolve("events.ndjson"), GOOD + "\n" + BAD + "\n\n" + LOST + "\n{\n");
        FakeShell.Ended ended = run("validate", "-r", folder.resolve("schemas").toString(), events.toString());
        assertThat(ended.exit()).isEqualTo(Exit.DATA);
        assertThat(ended.err())
                .isEqualTo(events + ":2: '.n' should be integer\n" + events
                        + ":4: Failed loading schema at /none/1.0.0: /none/1.0.0 is in no repository\n" + events
                        + ":5: not validated: it is no JSON, or has more than 262144 characters, or more than 20000 keys"
                        + " and values\n");
        assertThat(ended.out()).isEqualTo("3 of 4 events are not as their schemas want them.\n");
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

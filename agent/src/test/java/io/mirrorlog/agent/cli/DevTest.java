package io.mirrorlog.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.web.RawHttp;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DevTest {

    private static final Pattern READY = Pattern.compile("ready http://127\\.0\\.0\\.1:(\\d+) ");

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicInteger exit = new AtomicInteger(-1);

    /** Runs it until two events have come, then as on Ctrl-C. */
    private void runWithTwoEvents(boolean coloured, StringWriter ready, String... arguments) throws Exception {
        run(coloured, ready, List.of("{\"message\":\"hi\",\"site\":\"shop\"}", "{}"), arguments);
    }

    private void run(boolean coloured, StringWriter ready, List<String> bodies, String... arguments) throws Exception {
        var shell = coloured ? new FakeShell(folder).coloured() : new FakeShell(folder);
        var running = new Thread(() -> exit.set(new Cli(shell.shell(out, err)).run(arguments)));
        running.start();
        await().until(() -> READY.matcher(ready.toString()).find());
        Matcher address = READY.matcher(ready.toString());
        assertThat(address.find()).isTrue();
        int port = Integer.parseInt(address.group(1));
        for (String body : bodies) {
            try (var client = new RawHttp(port)) {
                client.post("/v1/events", body.getBytes(UTF_8), "User-Agent: lynx")
                        .reply();
            }
        }
        running.interrupt();
        running.join();
    }

    @Test
    void printsWhatComesAndAtTheEndHowMuchOfItWasBad() throws Exception {
        runWithTwoEvents(false, out, "dev", "--listen", "127.0.0.1:0");
        assertThat(exit).hasValue(Exit.OK);
        assertThat(out.toString())
                .contains("No --schemas are given: events are not compared with any.")
                .contains(" valid native\n    {\n      \"message\": \"hi\",\n      \"site\": \"shop\"\n    }\n")
                .contains("] [shop].[INFORMATIONAL]:[hi]{\"id\":\"")
                .contains(" refused native\n    ! message: is required")
                .doesNotContain("\u001b");
        assertThat(err.toString()).endsWith("2 events, 1 not as they should be.\n");
    }

    @Test
    void makesOfEventsWhatAConfigurationSays() throws Exception {
        Files.createDirectories(folder.resolve("schemas/a"));
        Files.writeString(folder.resolve("schemas/a/1.0.0.yaml"), "properties: { n: { type: integer } }");
        Path config = Files.writeString(folder.resolve("c.yml"), """
                site: office
                intake: { http: { fill: [] } }
                schemas: { repositories: [./schemas] }
                streams: { s: { message: "n is {{event.n}}{{n}}", severity: high } }
                connections: { nowhere: { connector: discard } }
                """);
        String event = "{\"$schema\":\"/a/1.0.0\",\"meta\":{\"stream\":\"s\"},\"n\":\"x\"}";
        run(
                false,
                out,
                List.of(event, "{\"message\":\"hi\"}"),
                "dev",
                "--listen",
                "127.0.0.1:0",
                "-c",
                config.toString());
        assertThat(out.toString())
                .contains("! '.n' should be integer", "] [office].[HIGH]:[n is x]", "] [office].[INFORMATIONAL]:[hi]")
                .doesNotContain("No --schemas", "lynx");
    }

    @Test
    void coloursOnATerminal() throws Exception {
        runWithTwoEvents(true, out, "dev", "--listen", "127.0.0.1:0");
        assertThat(out.toString()).contains("\u001b[32mvalid\u001b[0m native");
    }

    @Test
    void printsOnlyJsonForPrograms() throws Exception {
        runWithTwoEvents(false, err, "dev", "--json", "--listen", "127.0.0.1:0", "--schemas", ".", "--site", "toy");
        assertThat(out.toString().lines()).hasSize(2).allMatch(Json::isValue);
        assertThat(out.toString()).contains("\"fate\":\"valid\"", "\"fate\":\"refused\"");
        assertThat(err.toString()).doesNotContain("No --schemas");
    }

    @Test
    void saysWhatIsWrongWithItsOptions() {
        assertThat(new FakeShell(folder).run("dev", "--listen", "8192").err())
                .startsWith("--listen: 8192 is no address");
        assertThat(new FakeShell(folder).run("dev", "--schemas", "no").err())
                .isEqualTo("--schemas: " + folder.resolve("no") + " is no folder\n");
        assertThat(new FakeShell(folder).run("dev", "--site", "/").exit()).isEqualTo(Exit.USAGE);
        assertThat(new FakeShell(folder)
                        .run("dev", "--origin", "https://wiki.example/w/")
                        .err())
                .startsWith("--origin: https://wiki.example/w/ is no origin; write scheme://host");
        assertThat(new FakeShell(folder).run("dev", "--listen", "host.invalid:1"))
                .satisfies(ended -> assertThat(ended.exit()).isEqualTo(Exit.UNAVAILABLE))
                .satisfies(ended -> assertThat(ended.err()).startsWith("It cannot start: cannot listen on"));
    }
}

package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.connector.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParseTest {

    private static final String OWN =
            "[2021-11-08T14:41:11.123456000+00:00] [my-shop].[LOW]:[User\\nlogged in.]{\"id\":\"1\",\"site\":\"shop\",\"n\":1E400}";
    private static final String OWN_JSON = "{\"timestamp\":\"2021-11-08T14:41:11.123456000+00:00\",\"site\":\"shop\","
            + "\"identifier\":\"my-shop\",\"severity\":\"LOW\",\"message\":\"User\\nlogged in.\",\"id\":\"1\","
            + "\"metadata\":{\"n\":1E400}}";

    /** As WP Activity Log writes it. */
    private static final String WSAL =
            "[2021-11-08T15:41:11+01:00] example-site.NOTICE: User logged in. {\"Code\":1000,"
                    + "\"ClientIP\":\"203.0.113.9\",\"UserAgent\":\"Mozilla/5.0\",\"CurrentUserID\":1,\"Username\":\"admin\","
                    + "\"CurrentUserRoles\":[\"administrator\"],\"Severity\":250,\"Object\":\"user\",\"EventType\":\"login\","
                    + "\"SessionID\":\"abc\",\"User\":\"admin\"} []";

    @TempDir
    Path folder;

    FakeShell.Ended parse(String... files) {
        String[] args = new String[files.length + 1];
        args[0] = "parse";
        System.arraycopy(files, 0, args, 1, files.length);
        return new FakeShell(folder).run(args);
    }

    String file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes).toString();
    }

    String file(String name, String... lines) throws IOException {
        return file(name, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void readsOwnLinesAndThoseOfWpActivityLog() throws IOException {
        FakeShell.Ended ended = parse(file("a.log", OWN, "", WSAL));

        assertThat(ended.exit()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.outLines()).hasSize(2).startsWith(OWN_JSON);
        Event event = EventJson.read(ended.outLines().get(1));
        assertThat(event.site()).isEqualTo("example-site");
        assertThat(event.type()).hasToString("1000");
        assertThat(event.message()).isEqualTo("User logged in.");
    }

    @Test
    void readsTheStandardInputCompressedOrNot() throws IOException {
        for (byte[] bytes : List.of(OWN.getBytes(StandardCharsets.UTF_8), gzip(OWN + "\n"))) {
            assertThat(new FakeShell(folder).typing(bytes).run("parse").outLines())
                    .containsExactly(OWN_JSON);
            assertThat(new FakeShell(folder).typing(bytes).run("parse", "-").outLines())
                    .containsExactly(OWN_JSON);
        }
        assertThat(new FakeShell(folder).run("parse")).isEqualTo(new FakeShell.Ended(0, "", ""));
    }

    @Test
    void readsSeveralFilesAlsoCompressedOnes() throws IOException {
        FakeShell.Ended ended = parse(file("a.log", OWN), file("a.log.gz", gzip(OWN + "\n" + OWN + "\n")));

        assertThat(ended.exit()).isZero();
        assertThat(ended.outLines()).hasSize(3).containsOnly(OWN_JSON);
    }

    @Test
    void tellsWhereItCannotReadAndReadsOn() throws IOException {
        String bad = file("bad.log", OWN, "no line", "[2021-11-08T14:41:11Z] [a].[LOW]:[torn]{\"id\":", OWN);
        FakeShell.Ended ended = parse(bad);

        assertThat(ended.exit()).isEqualTo(65);
        assertThat(ended.outLines()).hasSize(2).containsOnly(OWN_JSON);
        assertThat(ended.errLines()).hasSize(2);
        assertThat(ended.errLines().get(0)).isEqualTo(bad + ":2:1: no time in brackets");
        assertThat(ended.errLines().get(1)).matches(Pattern.quote(bad) + ":3:\\d+: .+");
    }

    @Test
    void tellsOfBytesThatAreNoText() throws IOException {
        byte[] bytes = (OWN + "\n" + OWN + "\n").getBytes(StandardCharsets.UTF_8);
        bytes[60] = (byte) 0xff;
        String broken = file("bytes.log", bytes);
        FakeShell.Ended ended = parse(broken);

        assertThat(ended.exit()).isEqualTo(65);
        assertThat(ended.errLines()).containsExactly(broken + ":1:61: not UTF-8");
        assertThat(ended.outLines()).containsExactly(OWN_JSON);
    }

    @Test
    void tellsOfFilesThatCannotBeReadAndReadsTheOthers() throws IOException {
        byte[] whole = gzip((OWN + "\n").repeat(50));
        String torn = file("torn.gz", Arrays.copyOf(whole, whole.length - 10));
        String missing = folder.resolve("missing\u001b[31m").toString();
        FakeShell.Ended ended = parse(missing, folder.toString(), torn, file("a.log", OWN));

        assertThat(ended.exit()).isEqualTo(65);
        assertThat(ended.err()).contains("missing\\u001b[31m: no such file", folder + ": is a folder", torn + ":");
        assertThat(ended.err()).doesNotContain("\u001b");
        assertThat(ended.outLines()).endsWith(OWN_JSON);
    }

    @Test
    void whatWasMirroredReadsBackAsTheSameEvents() throws Exception {
        try (RunningAgent agent = new RunningAgent(folder, RunningAgent.PLAIN)) {
            agent.shell().typing("""
                            {"message":"one ]{\\"x\\":1} \\u001b[31m","site":"shop","timestamp":"2026-11-21T20:16:00.123456789+05:30","n":1.0,"big":12345678901234567890}
                            {"message":"two\\nlines","type":1000,"user":"ä\\u2028","id":7,"metadata":{"id":1},"mirrorlog":"own"}
                            """).run("emit");
            await().until(() -> Files.exists(agent.mirror())
                    && Files.readAllLines(agent.mirror()).size() == 2);
            List<Event> mirrored = parse(agent.mirror().toString()).outLines().stream()
                    .map(EventJson::read)
                    .toList();
            List<Event> retained = agent.shell().run("log", "--json").outLines().stream()
                    .map(EventJson::read)
                    .filter(event -> !OwnEvent.is(event))
                    .toList();

            assertThat(mirrored).hasSize(2).isEqualTo(retained);
        }
    }
}

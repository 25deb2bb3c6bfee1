package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {

    @TempDir
    private Path folder = Path.of("");

    private final FakeShell nobody = new FakeShell(Path.of("."));
    private FakeShell shell = nobody;
    private Runnable stop = () -> {};

    @BeforeEach
    void start() throws Exception {
        var agent = new RunningAgent(folder, RunningAgent.PLAIN);
        stop = agent::close;
        shell = agent.shell();
        for (String site : List.of("shop", "wiki", "shop")) {
            assertThat(run("emit", "--site", site, "--severity", "high", "hello")
                            .exit())
                    .isZero();
        }
        await().until(() -> lines().size() == 3);
        await().until(() -> run("connections", "list").out().contains(" 3     0         0"));
    }

    @AfterEach
    void stop() {
        stop.run();
    }

    private FakeShell.Ended run(String... args) {
        return shell.run(args);
    }

    private List<String> lines() throws IOException {
        Path mirror = folder.resolve("mirror.log");
        return Files.exists(mirror) ? Files.readAllLines(mirror) : List.of();
    }

    @Test
    void sendsRetainedEventsAgainAndMarksThem() throws Exception {
        FakeShell.Ended ended = run("replay", "mirror", "--since", "1h");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out()).matches("A replay of mirror has begun: about \\d events.\n");
        await().until(() -> lines().size() == 6);
        assertThat(lines().subList(3, 6)).allMatch(line -> line.endsWith("\"mirrorlog\":{\"replayed\":true}}"));
        assertThat(lines().subList(0, 3)).noneMatch(line -> line.contains("replayed"));
        await().until(() -> run("connections", "list").out().contains("replay of mirror: done"));
        assertThat(run("connections", "list").out())
                .containsPattern("replay of mirror: done, (\\d) of \\1 looked at, 3 sent");
    }

    @Test
    void sendsOnlyWhatFits() throws Exception {
        FakeShell.Ended ended = run("replay", "--to", "mirror", "--site", "wiki", "--severity", "medium+");
        assertThat(ended.out()).startsWith("A replay of mirror has begun: those that fit of about ");
        await().until(() -> run("connections", "list").out().contains("replay of mirror: done"));
        assertThat(lines()).hasSize(4);
        assertThat(lines().get(3)).contains("[wiki].[HIGH]");
    }

    @Test
    void countsWithoutSending() throws Exception {
        assertThat(run("replay", "mirror", "--dry-run", "--site", "shop").out())
                .isEqualTo("2 events would be sent to mirror again.\n");
        assertThat(run("replay", "mirror", "--dry-run", "--severity", "high").out())
                .isEqualTo("3 events would be sent to mirror again.\n");
        assertThat(lines()).hasSize(3);
    }

    @Test
    void tellsWhatCannotBe() {
        assertThat(run("replay", "mirror", "--since", "soon").exit()).isEqualTo(64);
        assertThat(run("replay", "mirror", "--to", "mirror").exit()).isEqualTo(64);
        assertThat(run("replay").exit()).isEqualTo(64);
        assertThat(run("replay", "mirror", "--cancel", "--dry-run").exit()).isEqualTo(64);
        FakeShell.Ended none = run("replay", "mirror", "--cancel");
        assertThat(none.exit()).isNotZero();
        assertThat(none.err()).contains("no replay of mirror runs");
        assertThat(run("replay", "mirror", "--until", "2020-01-01T00:00:00Z").err())
                .contains("no event that arrived in that time is retained");
        assertThat(run("replay", "nobody").err()).contains("no connection named nobody");
        assertThat(run("replay", "mirror", "--severity", "odd").exit()).isEqualTo(64);
    }

    @Test
    void isCancelled() throws Exception {
        assertThat(run("connections", "pause", "mirror").exit()).isZero();
        assertThat(run("replay", "mirror").exit()).isZero();
        FakeShell.Ended second = run("replay", "mirror");
        assertThat(second.err()).contains("a replay of mirror runs already and is at 0 of ");
        FakeShell.Ended cancelled = run("replay", "mirror", "--cancel");
        assertThat(cancelled.out()).isEqualTo("The replay of mirror is cancelled; 0 events were sent.\n");
        assertThat(run("connections", "list").out())
                .containsPattern("replay of mirror: cancelled, 0 of \\d looked at, 0 sent");
        assertThat(run("connections", "resume", "mirror").exit()).isZero();
        assertThat(lines()).hasSize(3);
    }
}

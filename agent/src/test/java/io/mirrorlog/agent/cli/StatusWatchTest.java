package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusWatchTest {

    private static final String HEAD = "CONNECTION  STATE  WAITING  LAG   RATE  DELIVERED  DEAD  NEXT TRY  LAST ERROR";

    @TempDir
    private Path folder;

    private static String delivered(long events) {
        return """
                {"version":"0.1.0","started":"2026-11-21T08:00:00Z","queue":{"events":1,"bytes":10,"oldest_seconds":1},
                 "connections":{"a":{"connector":"file","state":"live","waiting":0,"lag_seconds":0,"delivered":%d,
                   "dead":0,"last_error":null,"failing_since":null,"next_try":null}},"sites":{}}
                """.formatted(events);
    }

    private FakeShell.Ended watch(FakeShell shell, List<String> bodies, String... more) throws IOException {
        try (FakeAgent agent = new FakeAgent(200, bodies.toArray(String[]::new))) {
            String[] args = new String[more.length + 1];
            args[0] = "status";
            System.arraycopy(more, 0, args, 1, more.length);
            return shell.with("MIRRORLOG_URL", agent.url()).run(args);
        }
    }

    @Test
    void showsTheRateSinceTheLastLookInOneTableBelowTheOther() throws IOException {
        FakeShell shell = new FakeShell(folder).looking(3);
        FakeShell.Ended ended = watch(shell, List.of(delivered(100), delivered(103), delivered(7003)), "--watch");

        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).doesNotContain("\u001b");
        assertThat(ended.outLines().stream().filter(line -> line.startsWith("a ")))
                .map(line -> line.replaceAll(" +", " "))
                .containsExactly(
                        "a live 0 0 s - 100 0 - -", "a live 0 0 s 1.5/s 103 0 - -", "a live 0 0 s 3,450/s 7,003 0 - -");
        assertThat(ended.outLines())
                .filteredOn(line -> line.startsWith("CONNECTION"))
                .hasSize(3)
                .contains(HEAD);
    }

    @Test
    void countsTheSecondsThatItIsTold() throws IOException {
        FakeShell shell = new FakeShell(folder).looking(2);
        FakeShell.Ended ended = watch(shell, List.of(delivered(0), delivered(100)), "--watch", "10");
        assertThat(ended.out()).contains(" 10/s ");
    }

    @Test
    void redrawsInPlaceOnATerminal() throws IOException {
        FakeShell shell = new FakeShell(folder).coloured().looking(2);
        String out =
                watch(shell, List.of(delivered(1), delivered(2)), "--watch").out();
        assertThat(out).startsWith("\u001b[2J\u001b[H").endsWith("\u001b[K\n\u001b[J");
        assertThat(out.split("\u001b\\[H", -1)).hasSize(3);
        assertThat(out.lines().filter(line -> !line.endsWith("\u001b[K") && !line.equals("\u001b[J")))
                .isEmpty();
    }

    @Test
    void goesOnWhileTheAgentIsAwayButNotWhenItWasNeverThere() throws IOException {
        FakeShell.Ended away = watch(
                new FakeShell(folder).looking(4), List.of(delivered(100), "", delivered(5), delivered(7)), "--watch");
        assertThat(away.exit()).isZero();
        assertThat(away.out()).contains("503");
        assertThat(away.outLines().stream().filter(line -> line.startsWith("a ")))
                .map(line -> line.replaceAll(" +", " "))
                .containsExactly("a live 0 0 s - 100 0 - -", "a live 0 0 s - 5 0 - -", "a live 0 0 s 1.0/s 7 0 - -");

        FakeShell.Ended never = watch(new FakeShell(folder).looking(4), List.of("", ""), "--watch");
        assertThat(never.exit()).isEqualTo(69);
        assertThat(never.out()).isEmpty();
    }

    @Test
    void printsOneLineOfJsonForEachLook() throws IOException {
        String first = delivered(1).replace("\n", "");
        FakeShell shell = new FakeShell(folder).coloured().looking(3);
        FakeShell.Ended ended = watch(shell, List.of(first, "", first), "--json", "--watch");
        assertThat(ended.outLines()).hasSize(3);
        assertThat(ended.outLines().get(0)).isEqualTo(first.strip());
        assertThat(Json.object(ended.outLines().get(1))).containsKey("unavailable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "3601", "soon"})
    void takesNoOtherInterval(String seconds) throws IOException {
        FakeShell.Ended ended = watch(new FakeShell(folder), List.of(delivered(1)), "--watch=" + seconds);
        assertThat(ended.exit()).isEqualTo(64);
        assertThat(ended.err()).contains("--watch");
    }
}

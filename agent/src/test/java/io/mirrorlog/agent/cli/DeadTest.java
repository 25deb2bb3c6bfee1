package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.sqlite.QueueOptions;
import io.mirrorlog.agent.queue.sqlite.SqliteQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadTest {

    private static final InstantSource CLOCK = () -> Instant.parse("2026-11-21T20:00:00.5Z");
    private static final int WIKI = 1_200;

    @TempDir
    Path folder;

    @Nullable
    private RunningAgent started;

    @BeforeEach
    void leaveDeadLetters() throws Exception {
        new RunningAgent(folder, RunningAgent.PLAIN).close();
        refuse("mirror", List.of("\u001b[31mred", "second"), WIKI);
        started = new RunningAgent(folder, RunningAgent.PLAIN);
    }

    @AfterEach
    void stop() {
        agent().close();
    }

    private RunningAgent agent() {
        return Objects.requireNonNull(started);
    }

    /** As a destination does that answered while the agent ran before. */
    private void refuse(String connection, List<String> messages, int wiki) {
        List<Arrival> arrivals = Stream.concat(
                        messages.stream().map(message -> QueueSamples.event("shop", message)),
                        IntStream.range(0, wiki).mapToObj(number -> QueueSamples.event("wiki", "w" + number)))
                .map(event -> new Arrival(event, null))
                .toList();
        try (SqliteQueue queue =
                SqliteQueue.open(QueueOptions.in(folder.resolve("data")), CLOCK, () -> Long.MAX_VALUE)) {
            queue.append(arrivals).join();
            Batch batch = queue.unsettled(connection, 10_000, 1 << 24, CLOCK.instant());
            Map<Long, String> refused = batch.events().stream()
                    .filter(event -> !OwnEvent.is(event.event()))
                    .collect(Collectors.toMap(QueuedEvent::sequence, event -> "too\nodd"));
            queue.settle(new Settlement(connection, batch, refused, Set.of(), CLOCK.instant(), null));
        }
    }

    private FakeShell.Ended run(String... args) {
        return agent().shell().run(args);
    }

    private long dead() {
        String status = run("status", "--json").out();
        return Json.number(
                Json.member(Json.member(Objects.requireNonNull(Json.object(status)), "connections"), "mirror"), "dead");
    }

    @Test
    void listsThemInATable() {
        FakeShell.Ended ended = run("dead", "list", "-n", "2");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.outLines())
                .containsExactly(
                        "CONNECTION  SEQUENCE  SITE  REFUSED               ATTEMPTS  REASON        MESSAGE",
                        "mirror             3  shop  2026-11-21T20:00:00Z         1  too\\u000aodd"
                                + "  \\u001b[31mred",
                        "mirror             4  shop  2026-11-21T20:00:00Z         1  too\\u000aodd  second");
        assertThat(ended.err()).contains("There may be more");
    }

    @Test
    void listsThemAsJsonThroughSeveralPages() {
        FakeShell.Ended ended = run("dead", "list", "mirror", "-n", "1150", "--site", "wiki", "--json");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.outLines()).hasSize(1_150);
        assertThat(ended.outLines().get(0)).startsWith("{\"connection\":\"mirror\",\"sequence\":5,\"site\":\"wiki\"");
        assertThat(run("dead", "list", "-n", "100000", "--json").outLines()).hasSize(WIKI + 2);
        assertThat(run("dead", "list", "--site", "nobody").out()).isEqualTo("There are no dead letters.\n");
    }

    @Test
    void showsOneWithItsEvent() {
        FakeShell.Ended ended = run("dead", "show", "mirror", "4");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.outLines())
                .startsWith("connection  mirror", "sequence    4", "reason      too\\u000aodd", "attempts    1");
        assertThat(ended.outLines().get(6))
                .startsWith("event       [2026-02-28T18:29:59.123456789+00:00] [shop].[MEDIUM]:[second]{");
        assertThat(run("dead", "show", "mirror", "4", "--json").out()).contains("\"event\":{\"timestamp\"");
        assertThat(run("dead", "show", "mirror", "99999").exit()).isEqualTo(64);
        assertThat(run("dead", "show", "nobody", "1").err()).contains("no connection named nobody");
    }

    /** As a connection does that has failed for too long. */
    private void giveUp() throws Exception {
        agent().close();
        try (SqliteQueue queue =
                SqliteQueue.open(QueueOptions.in(folder.resolve("data")), CLOCK, () -> Long.MAX_VALUE)) {
            queue.append(List.of(new Arrival(QueueSamples.event("shop", "given up"), null)))
                    .join();
            queue.giveUp("mirror", CLOCK.instant().plusSeconds(1), "it had waited for more than 7d");
        }
    }

    @Test
    void listsShowsAndOffersRangesThatWereGivenUp() throws Exception {
        FakeShell shell = agent().shell();
        giveUp();
        FakeShell.Ended stopped = shell.run(
                "dead",
                "list",
                "mirror",
                "-n",
                "1",
                "--config",
                agent().config().toString());
        started = new RunningAgent(folder, RunningAgent.PLAIN);

        FakeShell.Ended listed = run("dead", "list", "mirror", "-n", "1");

        String row = listed.outLines().get(4);
        assertThat(listed.outLines().get(3)).matches("CONNECTION +RANGE +LEFT +ARRIVED SINCE +STATE +REASON +FILE");
        assertThat(row)
                .matches("mirror +(\\d+-\\d+) +\\d +2026-11-21T20:00:00Z  waiting  it had waited for more than 7d "
                        + " released/mirror-\\1.ndjson.gz");
        String range = row.split(" +", -1)[1];
        assertThat(stopped.outLines().get(4)).isEqualTo(listed.outLines().get(4));
        assertThat(run("dead", "show", "mirror", range).outLines())
                .contains("range       " + range, "state       waiting");
        assertThat(run("dead", "show", "mirror", "7-9").exit()).isNotZero();
        assertThat(run("connections", "list").outLines().get(0)).endsWith("GIVEN UP");
        assertThat(run("status").out())
                .containsPattern("given up: \\d events? of mirror; mirrorlog dead list shows where");
        assertThat(run("dead", "retry", "mirror", range, "5-6").out())
                .isEqualTo("1 range of mirror was offered again.\n");
        await().until(() -> Files.exists(agent().mirror())
                && Files.readString(agent().mirror()).contains("[given up]"));
        await().until(() -> !run("status").out().contains("given up:"));
    }

    @Test
    void dropsRangesThatWereGivenUp() throws Exception {
        giveUp();
        started = new RunningAgent(folder, RunningAgent.PLAIN);
        assertThat(run("dead", "drop", "mirror", "--ranges").out()).isEqualTo("1 range of mirror was dropped.\n");
        assertThat(run("dead", "drop", "mirror", "--ranges").out())
                .isEqualTo("0 dead letters of mirror were dropped.\n");
        assertThat(dead()).isEqualTo(WIKI + 2);
    }

    @Test
    void offersThoseNamedAgain() {
        FakeShell.Ended ended = run("dead", "retry", "mirror", "4", "99999");

        assertThat(ended.exit()).isEqualTo(65);
        assertThat(ended.out()).isEqualTo("1 dead letter of mirror was offered again.\n");
        assertThat(ended.errLines()).containsExactly("No dead letters of mirror: 99999");
        await().until(() -> Files.exists(agent().mirror())
                && Files.readString(agent().mirror()).contains("[second]"));
        assertThat(dead()).isEqualTo(WIKI + 1);
    }

    @Test
    void offersThoseAgainThatFit() {
        FakeShell.Ended ended = run("dead", "retry", "mirror", "--site", "wiki");

        assertThat(ended).isEqualTo(new FakeShell.Ended(0, "1,200 dead letters of mirror were offered again.\n", ""));
        assertThat(dead()).isEqualTo(2);
        await().until(() -> Files.exists(agent().mirror())
                && Files.readAllLines(agent().mirror()).size() == WIKI);
    }

    @Test
    void dropsAll() {
        assertThat(run("dead", "drop", "mirror", "--all").out())
                .isEqualTo("1,202 dead letters of mirror were dropped.\n");
        assertThat(dead()).isZero();
        assertThat(run("dead", "drop", "mirror", "--all").out()).isEqualTo("0 dead letters of mirror were dropped.\n");
    }

    @Test
    void refusesWhatMakesNoSense() {
        for (String command : List.of(
                "dead",
                "dead lst",
                "dead retry",
                "dead drop mirror",
                "dead drop mirror 1 --all",
                "dead drop mirror --all --site shop",
                "dead drop mirror one",
                "dead drop mirror 0",
                "dead drop nobody 1",
                "dead drop nobody --all",
                "dead retry mirror --severity loud",
                "dead list -n 0",
                "dead list nobody",
                "dead list mirror more",
                "dead show mirror",
                "dead show mirror 0",
                "dead drop mirror 5-3")) {
            FakeShell.Ended ended = run(command.split(" "));

            assertThat(ended.exit()).as(command + ": " + ended.err()).isEqualTo(64);
            assertThat(ended.err()).isNotEmpty();
        }
        assertThat(dead()).isEqualTo(WIKI + 2);
    }

    @Test
    void suggestsWhatWasMeant() {
        assertThat(run("dead", "lst").errLines())
                .containsExactly("lst: no such command (did you mean list?)", "See: mirrorlog dead --help");
    }

    @Test
    void readsWhatAStoppedAgentLeftAndChangesNothingOfIt() throws Exception {
        String config = agent().config().toString();
        String list = run("dead", "list", "-c", config, "-n", "1100", "--json").out();
        String one = run("dead", "show", "mirror", "4", "--json").out();
        FakeShell shell = agent().shell();
        agent().close();
        FakeShell.Ended ended = shell.run("dead", "list", "-c", config, "-n", "1100", "--json");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out()).isEqualTo(list);
        assertThat(ended.err()).contains("No agent runs; this is what it left in " + folder.resolve("data"));
        assertThat(shell.run("dead", "show", "-c", config, "mirror", "4", "--json")
                        .out())
                .isEqualTo(one);
        Files.writeString(
                agent().config(), RunningAgent.PLAIN.replace("agent_events: false", "redact: { mask: [message] }"));
        assertThat(shell.run("dead", "show", "-c", config, "mirror", "4").out()).contains(":[[masked]]{");
        assertThat(shell.run("dead", "list", "-c", config, "mirror").out())
                .contains("[masked]")
                .doesNotContain("second");
        assertThat(shell.run("dead", "show", "-c", config, "mirror", "99999").exit())
                .isEqualTo(64);
        assertThat(shell.run("dead", "list", "-c", config, "nobody").exit()).isEqualTo(64);
        assertThat(shell.run("dead", "drop", "-c", config, "mirror", "--all").exit())
                .isEqualTo(69);
        assertThat(shell.run("dead", "list").exit()).isEqualTo(69);
    }
}

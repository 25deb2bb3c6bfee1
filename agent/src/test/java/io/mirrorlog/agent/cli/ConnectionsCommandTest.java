package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionsCommandTest {

    private static final String TWO = RunningAgent.PLAIN + "  old: { connector: discard }\n";

    @TempDir
    Path folder;

    private static FakeShell.Ended fine(FakeShell.Ended ended) {
        assertThat(ended.exit()).as(ended.err()).isZero();
        return ended;
    }

    @Test
    void pausesAndResumes() throws Exception {
        try (RunningAgent agent = new RunningAgent(folder, RunningAgent.PLAIN)) {
            assertThat(fine(agent.shell().run("connections", "pause", "mirror", "--reason", "the disk is moved"))
                            .out())
                    .isEqualTo("mirror is paused.\n");
            fine(agent.shell().run("emit", "waits"));
            assertThat(fine(agent.shell().run("status")).out())
                    .containsPattern("mirror +paused +\\d+ .* paused: the disk is moved \\(since ");
            FakeShell.Ended refused = agent.shell().run("connections", "retry", "mirror");
            assertThat(refused.exit()).isEqualTo(69);
            assertThat(refused.err()).contains("mirror is paused; resume it");
            assertThat(Files.exists(agent.mirror()) ? Files.readString(agent.mirror()) : "")
                    .isEmpty();

            assertThat(fine(agent.shell().run("connections", "resume", "mirror"))
                            .out())
                    .isEqualTo("mirror goes on.\n");
            await().until(() -> Files.exists(agent.mirror())
                    && Files.readString(agent.mirror()).contains("[waits]"));
            assertThat(fine(agent.shell().run("connections", "retry", "mirror")).out())
                    .isEqualTo("mirror tries now.\n");
        }
    }

    @Test
    void handlesConnectionsThatAreNotConfiguredAnyMore() throws Exception {
        new RunningAgent(folder, TWO).close();
        try (RunningAgent agent = new RunningAgent(folder, RunningAgent.PLAIN)) {
            List<String> lines = fine(agent.shell().run("connections", "list")).outLines();
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0)).isEqualTo("CONNECTION  CONNECTOR       STATE  POSITION  WAITING  DELIVERED  DEAD");
            assertThat(lines.get(1)).matches("mirror +file +live +\\d+ +\\d+ +0 +0");
            assertThat(lines.get(2)).matches("old +not configured +- +\\d+ +\\d+ +0 +0");
            assertThat(agent.shell().run("connections", "retry", "old").exit()).isEqualTo(69);
            assertThat(fine(agent.shell().run("connections", "rename", "old", "new"))
                            .out())
                    .isEqualTo("old is named new now.\n");
            assertThat(fine(agent.shell().run("connections", "list", "--json")).out())
                    .contains("\"new\":{\"connector\":null")
                    .doesNotContain("old");
            assertThat(agent.shell().run("connections", "forget", "mirror").exit())
                    .isEqualTo(69);
            assertThat(fine(agent.shell().run("connections", "forget", "new")).out())
                    .isEqualTo("new is forgotten.\n");
            assertThat(agent.shell().run("connections", "forget", "new").exit()).isEqualTo(64);
        }
    }

    @Test
    void renamesInTheFolderOfAStoppedAgentSoThatItGoesOnWhereItWas() throws Exception {
        RunningAgent before = new RunningAgent(folder, RunningAgent.PLAIN);
        FakeShell shell = before.shell();
        String config = before.config().toString();
        fine(shell.run("emit", "first"));
        await().until(() -> Files.exists(before.mirror())
                && Files.readString(before.mirror()).contains("[first]"));
        before.close();

        FakeShell.Ended early = shell.run("connections", "rename", "-c", config, "mirror", "copy");
        assertThat(early.exit()).isEqualTo(69);
        assertThat(early.err()).contains("mirror is configured; take it out of the configuration first");
        String renamed = RunningAgent.PLAIN.replace("mirror: {", "copy: {");
        Files.writeString(before.config(), renamed);
        assertThat(fine(shell.run("connections", "rename", "-c", config, "mirror", "copy"))
                        .out())
                .isEqualTo("mirror is named copy now.\n");
        assertThat(shell.run("connections", "rename", "-c", config, "mirror", "copy")
                        .exit())
                .isEqualTo(64);
        try (RunningAgent after = new RunningAgent(folder, renamed)) {
            assertThat(fine(after.shell().run("connections", "list")).outLines().get(1))
                    .containsPattern("copy +file +live +\\d+ +0 +1 +0");
            assertThat(fine(after.shell().run("log", "--type", "mirrorlog/connection_renamed"))
                            .out())
                    .contains("[mirror: is named copy now, as an admin wishes]", "\"right\":\"data folder\"");
        }
    }

    @Test
    void forgetsInTheFolderOfAStoppedAgent() throws Exception {
        RunningAgent before = new RunningAgent(folder, TWO);
        FakeShell shell = before.shell();
        String config = before.config().toString();
        before.close();
        Files.writeString(before.config(), RunningAgent.PLAIN);

        assertThat(fine(shell.run("connections", "forget", "-c", config, "old")).out())
                .isEqualTo("old is forgotten.\n");
        assertThat(shell.run("connections", "forget", "-c", config, "old").exit())
                .isEqualTo(64);
        assertThat(shell.run("connections", "forget", "old").exit()).isEqualTo(69);
    }

    @Test
    void makesNoFolderWhereThereIsNone(@TempDir Path empty) throws Exception {
        Path config = Files.writeString(empty.resolve("c.yml"), RunningAgent.PLAIN);
        FakeShell.Ended ended = new FakeShell(empty)
                .with("MIRRORLOG_URL", "http://127.0.0.1:" + EmitTest.freePort())
                .run("connections", "forget", "-c", config.toString(), "old");

        assertThat(ended.exit()).isEqualTo(69);
        assertThat(ended.err()).contains("there is no queue in " + empty.resolve("data"));
        assertThat(Files.exists(empty.resolve("data"))).isFalse();
    }

    @Test
    void leavesTheFolderOfAnAgentAloneThatRunsUnreached() throws Exception {
        new RunningAgent(folder, TWO).close();
        try (RunningAgent agent = new RunningAgent(folder, RunningAgent.PLAIN)) {
            FakeShell.Ended ended = new FakeShell(folder)
                    .with("MIRRORLOG_URL", "http://127.0.0.1:" + EmitTest.freePort())
                    .run("connections", "forget", "-c", agent.config().toString(), "old");

            assertThat(ended.exit()).isEqualTo(69);
            assertThat(ended.err()).contains("in use by another agent");
        }
    }

    @Test
    void refusesNamesThatNoConnectionCanHave() throws Exception {
        try (RunningAgent agent = new RunningAgent(folder, RunningAgent.PLAIN)) {
            assertThat(agent.shell().run("connections", "rename", "a", "b c").exit())
                    .isEqualTo(64);
            assertThat(agent.shell().run("connections", "pause", "no such/one").err())
                    .contains("no connection named no such/one");
            assertThat(agent.shell().run("connections").exit()).isEqualTo(64);
        }
    }
}

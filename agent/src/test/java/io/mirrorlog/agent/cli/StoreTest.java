package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.format.EventJson;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {

    @TempDir
    Path folder;

    private String config = "";

    /** An agent that was stopped. */
    @BeforeEach
    void fill() throws Exception {
        try (var agent = new RunningAgent(folder, RunningAgent.PLAIN)) {
            config = agent.config().toString();
            String events = IntStream.range(0, 2_000)
                    .mapToObj(i -> "{\"message\":\"m" + i + "\"}")
                    .collect(Collectors.joining("\n"));
            agent.shell().typing(events).run("emit");
        }
    }

    private FakeShell.Ended store(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "store";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "--config";
        all[arguments.length + 2] = config;
        return new FakeShell(folder).run(all);
    }

    private void breakPage(int page) throws Exception {
        try (var file = new RandomAccessFile(folder.resolve("data/queue.db").toFile(), "rw")) {
            file.seek((page - 1) * 8192L);
            file.write(new byte[8192]);
        }
    }

    @Test
    void findsASoundStoreSound() {
        assertThat(store("check")).isEqualTo(new FakeShell.Ended(0, "The store is sound.\n", ""));
        assertThat(store("repair")).isEqualTo(new FakeShell.Ended(0, "The store is sound.\n", ""));
    }

    @Test
    void printsEveryEventThatCanBeRead() throws Exception {
        FakeShell.Ended sound = store("dump");
        assertThat(sound.exit()).isZero();
        assertThat(sound.outLines()).hasSize(2_002); // with the agent's own first and last words
        assertThat(EventJson.read(sound.outLines().get(8)).message()).isEqualTo("m7");

        breakPage(20);
        FakeShell.Ended broken = store("dump");
        assertThat(broken.exit()).isEqualTo(65);
        assertThat(broken.outLines()).hasSizeBetween(1_000, 2_001);
        assertThat(broken.err()).contains("cannot be read");
    }

    @Test
    void saysWhatIsWrongAndRepairsIt() throws Exception {
        breakPage(20);
        FakeShell.Ended check = store("check");
        assertThat(check.exit()).isEqualTo(65);
        assertThat(check.out()).contains("events are missing or cannot be read: ");

        FakeShell.Ended repair = store("repair");
        assertThat(repair.exit()).isEqualTo(65);
        assertThat(repair.out()).contains("queue.db.damaged-").contains("carried over");
        assertThat(store("check").exit()).isZero();
    }

    @Test
    void leavesAnAgentThatRunsAlone() throws Exception {
        try (var agent = new RunningAgent(folder, RunningAgent.PLAIN)) {
            FakeShell.Ended ended = store("repair");
            assertThat(agent.url()).isNotEmpty();
            assertThat(ended.exit()).isEqualTo(69);
            assertThat(ended.err()).contains("in use by another agent");
        }
    }

    @Test
    void wantsAnActionThatItKnows() {
        assertThat(store("mend").exit()).isEqualTo(64);
        assertThat(store().exit()).isEqualTo(64);
    }
}

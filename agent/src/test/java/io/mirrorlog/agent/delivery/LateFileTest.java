package io.mirrorlog.agent.delivery;

import static io.mirrorlog.agent.queue.QueueSamples.arrivals;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.Replay;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.agent.queue.sqlite.QueueOptions;
import io.mirrorlog.agent.queue.sqlite.SqliteQueue;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.file.FileConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each line stands once in a file, also when the agent is killed between writing late ones and recording them. */
class LateFileTest {

    @TempDir
    private Path folder = Path.of("");

    private final FakeClock clock = new FakeClock();
    private final RecordingWitness witness = new RecordingWitness();
    private final List<String> notices = new ArrayList<>();
    private EventQueue queue = FailingSettlements.of(new io.mirrorlog.agent.queue.MemoryQueue(clock), 0);

    @AfterEach
    void close() {
        queue.close();
    }

    private void open() {
        queue.close();
        queue = SqliteQueue.open(QueueOptions.in(folder), clock, () -> Long.MAX_VALUE);
        queue.configure(Map.of("a", new Start.Earliest()));
    }

    private Path file() {
        return folder.resolve("mirror").resolve("a.log");
    }

    /** With a connector of its own, as after a start. */
    private Lane lane(EventQueue over) {
        var connector = new FileConnector(
                new FileConnector.Options(file(), "0640", FileConnector.Fsync.NEVER, null),
                new Surroundings("a", clock, notices::add));
        return new Lane(
                "a",
                over,
                connector,
                new Lane.Conduct(
                        new Rendering(
                                null,
                                (text, event, identifier, sequence) -> text.append(sequence)
                                        .append(event.marks().equals(Event.NONE) ? "" : " again")),
                        new Limits(2, 1_000, Duration.ZERO),
                        new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5)),
                        witness),
                clock,
                () -> 1);
    }

    private static void drain(Lane lane) throws InterruptedException {
        int steps = 0;
        for (Rest rest = lane.deliverNext(); !(rest instanceof Rest.UntilWoken); rest = lane.deliverNext()) {
            assertThat(steps++).isLessThan(50);
        }
    }

    /** Its lines are in the file, and nobody has recorded that. */
    private void killAfterWriting() throws InterruptedException {
        assertThat(lane(FailingSettlements.of(queue, 1)).deliverNext()).isInstanceOf(Rest.AfterFailure.class);
        queue.append(arrivals(4, 5)).join();
        open();
    }

    private List<String> lines() throws IOException {
        try (var files = Files.list(folder.resolve("mirror"))) {
            assertThat(files).containsExactly(file());
        }
        assertThat(notices).isEmpty();
        return Files.readAllLines(file());
    }

    @Test
    void ofAReplay() throws Exception {
        open();
        queue.append(arrivals(1, 3)).join();
        drain(lane(queue));
        queue.replay("a", new Replay.Wish(null, null, Map.of()));
        killAfterWriting();
        drain(lane(queue));
        assertThat(lines()).containsExactly("1", "2", "3", "1 again", "2 again", "4", "5", "3 again");
    }

    @Test
    void ofWhatWasGivenUp() throws Exception {
        open();
        queue.append(arrivals(1, 1)).join();
        drain(lane(queue));
        queue.append(arrivals(2, 3)).join();
        queue.giveUp("a", clock.instant().plusSeconds(1), "too long");
        queue.retryReleased("a", Set.of(2L));
        killAfterWriting();
        drain(lane(queue));
        assertThat(lines()).containsExactly("1", "2", "3", "4", "5");
    }
}

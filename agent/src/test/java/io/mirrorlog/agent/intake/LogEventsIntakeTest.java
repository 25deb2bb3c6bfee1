package io.mirrorlog.agent.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueuedEvent;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogEventsIntakeTest {

    private static final String ENTRY = "{\"logid\":7,\"type\":\"move\",\"action\":\"move\",\"user\":\"Admin\","
            + "\"timestamp\":\"2026-11-21T20:36:21Z\",\"tags\":[]}";

    @TempDir
    private Path folder;

    private List<String> stored(String... entries) throws Exception {
        var clock = new FakeClock();
        try (var queue = new MemoryQueue(clock);
                var refusals = new RefusedEvents(folder, clock)) {
            var intake = new LogEventsIntake(queue, refusals, "default", clock);
            for (String entry : entries) {
                intake.take("wiki", List.of(entry), "{\"incomplete\":[\"params\"]}")
                        .join();
            }
            return queue.readForward(0, 10).stream()
                    .map(QueuedEvent::event)
                    .peek(event -> assertThat(event.marks()).isEqualTo("{\"incomplete\":[\"params\"]}"))
                    .map(event -> event.timestamp() + " " + event.message())
                    .toList();
        }
    }

    @Test
    void takesAnEntryOnceWhateverIsToldOfItLater() throws Exception {
        assertThat(stored(ENTRY, ENTRY, ENTRY.replace("[]", "[\"mobile edit\"]"), ENTRY.replace("Admin", "Renamed")))
                .containsExactly("2026-11-21T20:36:21Z Admin move");
    }

    @Test
    void takesTwoEntriesOfOneIdFromAnAgentWhereSomeHaveItsOwn() throws Exception {
        assertThat(stored(ENTRY, ENTRY.replace(":21Z", ":22Z")))
                .containsExactly("2026-11-21T20:36:21Z Admin move", "2026-11-21T20:36:22Z Admin move");
    }
}

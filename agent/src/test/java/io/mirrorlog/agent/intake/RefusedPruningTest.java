package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.FakeClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusedPruningTest {

    @TempDir
    private Path folder = Path.of("");

    private final FakeClock clock = new FakeClock();

    private String pruned(RefusedEvents refused) {
        return new RefusedPruning(refused, Duration.ofDays(30), clock).get();
    }

    @Test
    void deletesWhatIsOldFromBothFilesAndKeepsTheRestAsItIs() throws Exception {
        Path older = folder.resolve(RefusedEvents.OLDER_FILE);
        Path file = folder.resolve(RefusedEvents.FILE);
        Files.writeString(older, "{\"at\":\"2026-01-01T00:00:00Z\",\"n\":1}\nno time\n");
        Files.writeString(
                file,
                "{\"at\":\"2026-01-30T12:00:00Z\",\"n\":2}\n{\"at\":\"2026-02-01T12:00:00Z\",\"n\":\"ü\"}\nno time\n"
                        + "{\"at\":\"soon\"}\n");
        try (var refused = new RefusedEvents(folder, clock)) {
            assertThat(pruned(refused)).isEqualTo("3 refused events were deleted");
            assertThat(older).doesNotExist();
            assertThat(Files.readString(file))
                    .isEqualTo("{\"at\":\"2026-02-01T12:00:00Z\",\"n\":\"ü\"}\nno time\n{\"at\":\"soon\"}\n");
            assertThat(pruned(refused)).isEqualTo("0 refused events were deleted");
            try (var left = Files.list(folder)) {
                assertThat(left).hasSize(1);
            }
            clock.advance(Duration.ofDays(365));
            assertThat(pruned(refused)).isEqualTo("3 refused events were deleted");
            assertThat(file).doesNotExist();
            refused.keepBody("shop", "why", "body".getBytes(UTF_8));
        }
        assertThat(Files.readString(file)).contains("\"reason\":\"why\"");
    }

    @Test
    void findsNothingWhereNothingWasRefused() {
        try (var refused = new RefusedEvents(folder.resolve("none"), clock)) {
            assertThat(pruned(refused)).isEqualTo("0 refused events were deleted");
        }
    }
}

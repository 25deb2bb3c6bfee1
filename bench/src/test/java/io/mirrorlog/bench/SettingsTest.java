package io.mirrorlog.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private static Settings settings(int events, List<Integer> backlogs, List<String> names) {
        return new Settings(1, events, backlogs, List.of(Path.of("java")), Path.of("."), names);
    }

    @Test
    void sortsTheBacklogs() {
        assertThat(settings(4_000, List.of(5_000, 1_000, 5_000), Run.NAMES).backlogs())
                .containsExactly(1_000, 5_000);
    }

    @Test
    void refusesNumbersThatDoNotFitBatches() {
        assertThatThrownBy(() -> settings(5_000, List.of(1_000), Run.NAMES)).hasMessageStartingWith("--events:");
        assertThatThrownBy(() -> settings(4_000, List.of(1_500), Run.NAMES)).hasMessageStartingWith("--backlog:");
    }

    @Test
    void refusesMeasurementsThatItDoesNotKnow() {
        assertThatThrownBy(() -> settings(4_000, List.of(1_000), List.of("speed")))
                .hasMessageStartingWith("--only: there are start,");
    }
}

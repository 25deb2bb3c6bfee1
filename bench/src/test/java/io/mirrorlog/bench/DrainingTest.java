package io.mirrorlog.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mirrorlog.bench.Draining.Look;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DrainingTest {

    private static final Offset<Double> CLOSE = within(1e-6);
    private static final long SECOND = 1_000_000_000;

    /** Stands for two seconds, then 100 a second, then 50 a second. */
    private final Draining draining = new Draining(List.of(
            new Look(0, 400),
            new Look(2 * SECOND, 400),
            new Look(3 * SECOND, 300),
            new Look(4 * SECOND, 200),
            new Look(8 * SECOND, 0)));

    @Test
    void doesNotCountTheTimeBeforeAnythingMoved() {
        assertThat(draining.rate(400, 200)).isEqualTo(100, CLOSE);
    }

    @Test
    void doesNotCountAFirstStepThatItDidNotSeeBegin() {
        var leaping = new Draining(List.of(
                new Look(0, 400), new Look(SECOND, 400), new Look(SECOND + 1, 200), new Look(3 * SECOND + 1, 0)));
        assertThat(leaping.rate(400, 0)).isEqualTo(100, CLOSE);
    }

    @Test
    void tellsTheRateOfEachPart() {
        assertThat(draining.rate(300, 200)).isEqualTo(100, CLOSE);
        assertThat(draining.rate(200, 0)).isEqualTo(50, CLOSE);
    }

    @Test
    void drawsAStraightLineBetweenTwoLooks() {
        assertThat(draining.rate(350, 250)).isEqualTo(100, CLOSE);
        assertThat(draining.rate(250, 100)).isEqualTo(60, CLOSE);
    }

    @Test
    void refusesWhatItNeverSaw() {
        var cut = new Draining(List.of(new Look(0, 400), new Look(SECOND, 300)));
        assertThatThrownBy(() -> cut.rate(400, 200)).hasMessageContaining("200");
    }
}

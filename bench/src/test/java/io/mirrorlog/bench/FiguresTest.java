package io.mirrorlog.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {

    private final Figures figures = new Figures();

    @Test
    void tellsMedianAndSpreadAndWhetherTheAimIsMet() {
        var wait = new Figure("wait, ms", "%.1f", Aim.atMost(5));
        for (double value : new double[] {7, 2, 4}) {
            figures.add(wait, value);
        }
        assertThat(figures.table()).contains("| wait, ms | ≤ 5.0 | 4.0 | 2.0 | 7.0 | yes |\n");
    }

    @Test
    void saysWhereTheMedianMissesTheAim() {
        figures.add(new Figure("share", "%.2f", Aim.atLeast(0.5)), 0.49);
        assertThat(figures.table()).contains("| share | ≥ 0.50 | 0.49 | 0.49 | 0.49 | **no** |\n");
    }

    @Test
    void judgesNothingThatHasNoAim() {
        figures.add(new Figure("bytes", "%.0f", Aim.NONE), 700);
        assertThat(figures.table()).contains("| bytes |  | 700 | 700 | 700 |  |\n");
    }

    @Test
    void setsRatesAgainstTheBareTableOfTheirRound() {
        Figure intake = Figure.toRaw("intake", Aim.NONE);
        figures.addRate(intake, 50);
        figures.endRound(100);
        figures.addRate(intake, 50);
        figures.endRound(200);
        assertThat(figures.table()).contains("| intake, to raw |  | 0.38 | 0.25 | 0.50 |  |\n");
    }

    @Test
    void leavesOutARateWhoseRoundDidNotEnd() {
        figures.addRate(Figure.toRaw("intake", Aim.NONE), 50);
        assertThat(figures.table()).doesNotContain("intake");
    }
}

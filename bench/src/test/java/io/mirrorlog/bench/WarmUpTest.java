package io.mirrorlog.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    @Test
    void endsWhenTwoSlicesInARowAreAlike() throws Exception {
        Queue<Double> rates =
                new ArrayDeque<>(List.of(10.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 80.0, 90.0, 105.0));
        rates.addAll(List.of(120.0, 125.0, 200.0));
        assertThat(WarmUp.until(rates::remove)).isEqualTo(14);
        assertThat(rates).containsExactly(200.0);
    }

    @Test
    void endsWhenTheRateNeverSettles() throws Exception {
        var last = new double[] {1};
        assertThat(WarmUp.until(() -> last[0] *= 2)).isEqualTo(30);
    }
}

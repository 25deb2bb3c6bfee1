package io.mirrorlog.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartChartTest {

    private final Map<String, Map<String, Double>> millis = new LinkedHashMap<>();

    StartChartTest() {
        millis.put("plain", phases(400, 600));
        millis.put("archive", phases(100, 400));
    }

    @Test
    void drawsTheLongestStartOverTheWholeWidthAndTheOthersToItsScale() {
        assertThat(new StartChart(millis).svg())
                .contains(
                        "x=\"16.0\" y=\"30.0\" width=\"275.2\"",
                        "x=\"291.2\" y=\"30.0\" width=\"412.8\"",
                        "x=\"16.0\" y=\"78.0\" width=\"68.8\"");
    }

    @Test
    void tellsTheSumsAndThePartsInWordsToo() {
        assertThat(new StartChart(millis).svg())
                .contains(">plain: 1000 ms<", ">archive: 500 ms<", "plain: Java 400; queue 600;");
    }

    private static Map<String, Double> phases(double java, double queue) {
        Map<String, Double> phases = new LinkedHashMap<>();
        phases.put("Java", java);
        phases.put("queue", queue);
        return phases;
    }
}

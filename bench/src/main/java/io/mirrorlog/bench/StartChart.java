package io.mirrorlog.bench;

import io.mirrorlog.bench.Svg.Anchor;
import io.mirrorlog.bench.Svg.Point;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where the time until {@code ready} goes, as a strip for each way to start. */
final class StartChart {

    private static final int WIDTH = 720;
    private static final int LEFT = 16;
    private static final int STRIP = 22;
    private static final int STEP = 48;
    private static final int TOP = 16;
    private static final int LEGEND_COLUMNS = 3;
    private static final List<String> COLOURS =
            List.of("#555555", "#9ca3af", "#0b62a4", "#7db8e0", "#c2410c", "#f0a070", "#3f7d20", "#a3cc85", "#7c3aed");

    private final Map<String, Map<String, Double>> millis;

    /** @param millis of each phase, in their order, by the name of the way to start; neither is empty */
    StartChart(Map<String, Map<String, Double>> millis) {
        this.millis = millis;
    }

    String svg() {
        List<String> phases = List.copyOf(millis.values().iterator().next().keySet());
        int legend = TOP + millis.size() * STEP + 12;
        int height = legend + 20 * ((phases.size() + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS) + 8;
        var svg = new Svg(WIDTH, height, "Where the time until ready goes", description());
        double longest =
                millis.values().stream().mapToDouble(StartChart::sum).max().orElse(1);
        double y = TOP;
        for (Map.Entry<String, Map<String, Double>> strip : millis.entrySet()) {
            String name = String.format(Locale.ROOT, "%s: %.0f ms", strip.getKey(), sum(strip.getValue()));
            svg.text(new Point(LEFT, y + 8), Anchor.START, name);
            double x = LEFT;
            for (int i = 0; i < phases.size(); i++) {
                double width = strip.getValue().getOrDefault(phases.get(i), 0.0) / longest * (WIDTH - 2 * LEFT);
                svg.rect(new Point(x, y + 14), width, STRIP, COLOURS.get(i % COLOURS.size()));
                x += width;
            }
            y += STEP;
        }
        for (int i = 0; i < phases.size(); i++) {
            int row = i / LEGEND_COLUMNS;
            double x = LEFT + (i % LEGEND_COLUMNS) * 228.0;
            double line = legend + 20.0 * row;
            svg.rect(new Point(x, line), 12, 12, COLOURS.get(i % COLOURS.size()));
            svg.text(new Point(x + 18, line + 10), Anchor.START, phases.get(i));
        }
        return svg.end();
    }

    private String description() {
        var text = new StringBuilder("Milliseconds of each phase, medians.");
        millis.forEach((name, phases) -> {
            text.append(' ').append(name).append(':');
            phases.forEach((phase, took) -> text.append(String.format(Locale.ROOT, " %s %.0f;", phase, took)));
        });
        return text.toString();
    }

    private static double sum(Map<String, Double> phases) {
        return phases.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}

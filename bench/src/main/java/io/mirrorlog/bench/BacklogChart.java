package io.mirrorlog.bench;

import io.mirrorlog.bench.Svg.Anchor;
import io.mirrorlog.bench.Svg.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rates against the backlog as a picture: a line through the medians in a band from the least to the most. */
final class BacklogChart {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 320;
    private static final int LEFT = 64;
    private static final int RIGHT = 616;
    private static final int TOP = 40;
    private static final int BOTTOM = 264;
    private static final int STEPS = 4;
    private static final List<String> COLOURS = List.of("#0b62a4", "#c2410c");

    private final List<Backlog.Series> series;
    private final SortedSet<Integer> sizes = new TreeSet<>();
    private final double top;

    /** @param series one or two, each with a value at least */
    BacklogChart(List<Backlog.Series> series) {
        this.series = List.copyOf(series);
        double most = 0;
        for (Backlog.Series one : series) {
            sizes.addAll(one.rates().keySet());
            for (List<Double> rates : one.rates().values()) {
                most = Math.max(most, Spread.of(rates).most());
            }
        }
        this.top = roundedUp(most);
    }

    String svg() {
        var svg = new Svg(WIDTH, HEIGHT, "Rate against backlog", description());
        svg.text(new Point(16, 20), Anchor.START, "events/s");
        for (int step = 0; step <= STEPS; step++) {
            double rate = top * step / STEPS;
            svg.rule(new Point(LEFT, y(rate)), new Point(RIGHT, y(rate)));
            svg.text(new Point(LEFT - 8, y(rate) + 4), Anchor.END, String.format(Locale.ROOT, "%,.0f", rate));
        }
        for (int size : sizes) {
            svg.rule(new Point(x(size), BOTTOM), new Point(x(size), BOTTOM + 5));
            svg.text(new Point(x(size), BOTTOM + 20), Anchor.MIDDLE, String.format(Locale.ROOT, "%,d", size));
        }
        svg.text(new Point((LEFT + RIGHT) / 2.0, HEIGHT - 12), Anchor.MIDDLE, "events waiting (logarithmic)");
        for (int i = 0; i < series.size(); i++) {
            draw(svg, i);
        }
        return svg.end();
    }

    private void draw(Svg svg, int index) {
        Backlog.Series one = series.get(index);
        String colour = COLOURS.get(index % COLOURS.size());
        List<Point> medians = new ArrayList<>();
        List<Point> most = new ArrayList<>();
        List<Point> least = new ArrayList<>();
        spreads(one).forEach((size, spread) -> {
            medians.add(new Point(x(size), y(spread.median())));
            most.add(new Point(x(size), y(spread.most())));
            least.add(0, new Point(x(size), y(spread.least())));
        });
        List<Point> border = new ArrayList<>(most);
        border.addAll(least);
        svg.area(border, colour).line(medians, colour, index > 0);
        medians.forEach(at -> svg.dot(at, colour));
        double legend = LEFT + 120.0 + index * 160.0;
        svg.line(List.of(new Point(legend, 16), new Point(legend + 30, 16)), colour, index > 0);
        svg.text(new Point(legend + 36, 20), Anchor.START, one.name());
    }

    private String description() {
        var text = new StringBuilder("Medians in events a second, by the number of events waiting.");
        for (Backlog.Series one : series) {
            text.append(' ').append(one.name()).append(':');
            spreads(one)
                    .forEach((size, spread) ->
                            text.append(String.format(Locale.ROOT, " %,d: %,.0f;", size, spread.median())));
        }
        return text.toString();
    }

    private static Map<Integer, Spread> spreads(Backlog.Series series) {
        Map<Integer, Spread> spreads = new TreeMap<>();
        series.rates().forEach((size, rates) -> spreads.put(size, Spread.of(rates)));
        return spreads;
    }

    private double x(int size) {
        double low = Math.log10(sizes.first());
        double high = Math.log10(sizes.last());
        return high == low
                ? (LEFT + RIGHT) / 2.0
                : LEFT + 24 + (RIGHT - LEFT - 48) * (Math.log10(size) - low) / (high - low);
    }

    private double y(double rate) {
        return BOTTOM - (BOTTOM - TOP) * rate / top;
    }

    /** To one, two, four or eight with zeros, so that the steps are round numbers. */
    static double roundedUp(double most) {
        double unit = Math.pow(10, Math.floor(Math.log10(Math.max(1, most))));
        for (int factor = 1; factor < 10; factor *= 2) {
            if (factor * unit >= most) {
                return factor * unit;
            }
        }
        return 10 * unit;
    }
}

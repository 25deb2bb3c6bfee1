package io.mirrorlog.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, a value a round, as a table with aim, median and spread. */
final class Figures {

    private static final String HEAD = """
            | measurement | aim | median | least | most | met |
            | --- | --- | ---: | ---: | ---: | --- |
            """;

    private final Map<Figure, List<Double>> values = new LinkedHashMap<>();
    private final Map<Figure, Double> rates = new LinkedHashMap<>();

    /** Takes a value in, and shows it to who waits for the end. */
    void add(Figure figure, double value) {
        values.computeIfAbsent(figure, first -> new ArrayList<>()).add(value);
        System.err.printf(Locale.ROOT, "  %s: " + figure.form() + "%n", figure.name(), value);
    }

    /** Takes in a rate, in events a second, that {@link #endRound} sets against that of the bare table. */
    void addRate(Figure figure, double rate) {
        rates.put(figure, rate);
        values.computeIfAbsent(figure, first -> new ArrayList<>()); // its place in the table
        System.err.printf(Locale.ROOT, "  %s: %,.0f events/s%n", figure.name(), rate);
    }

    /** @param raw rows a second into the bare table in this round */
    void endRound(double raw) {
        rates.forEach((figure, rate) -> add(figure, rate / raw));
        rates.clear();
    }

    /** Markdown; what has no value yet is left out. */
    String table() {
        var table = new StringBuilder(HEAD);
        values.forEach((figure, measured) -> {
            if (!measured.isEmpty()) {
                table.append(row(figure, Spread.of(measured)));
            }
        });
        return table.toString();
    }

    private static String row(Figure figure, Spread spread) {
        return String.join(
                " | ",
                "| " + figure.name(),
                figure.aim().text(figure.form()),
                String.format(Locale.ROOT, figure.form(), spread.median()),
                String.format(Locale.ROOT, figure.form(), spread.least()),
                String.format(Locale.ROOT, figure.form(), spread.most()),
                figure.aim().verdict(spread.median()) + " |\n");
    }
}

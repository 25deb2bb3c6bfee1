package io.mirrorlog.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, by name, one value a round; printed as a table with median and spread. */
final class Figures {

    private final Map<String, List<Double>> values = new LinkedHashMap<>();
    private final Map<String, String> forms = new LinkedHashMap<>();

    /** @param form how a value is written, such as {@code %.2f} */
    void add(String name, String form, double value) {
        forms.put(name, form);
        values.computeIfAbsent(name, first -> new ArrayList<>()).add(value);
        System.err.printf(Locale.ROOT, "  %s: " + form + "%n", name, value);
    }

    String table() {
        var table = new StringBuilder("| | median | least | most |\n| --- | --- | --- | --- |\n");
        values.forEach((name, measured) -> {
            double[] sorted = measured.stream().mapToDouble(Double::doubleValue).toArray();
            Arrays.sort(sorted);
            String form = forms.get(name);
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | " + form + " | " + form + " | " + form + " |%n",
                    name,
                    sorted[sorted.length / 2],
                    sorted[0],
                    sorted[sorted.length - 1]));
        });
        return table.toString();
    }
}

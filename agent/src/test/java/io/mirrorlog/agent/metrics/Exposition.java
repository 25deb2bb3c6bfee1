package io.mirrorlog.agent.metrics;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A strict reader of Prometheus's text format: each family once, with HELP, TYPE and samples in that order. */
public final class Exposition {

    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (.+)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram|summary)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");
    private static final Pattern SAMPLE = Pattern.compile("(" + NAME + ")(?:\\{(.*)})? (NaN|[+-]Inf|[-+0-9.eE]+)");

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, Double> samples = new LinkedHashMap<>();

    private Exposition() {}

    /** @throws AssertionError at the first line that does not belong */
    public static Exposition read(String text) {
        var read = new Exposition();
        if (!text.endsWith("\n")) {
            throw new AssertionError("the last line does not end");
        }
        Set<String> helped = new HashSet<>();
        String family = "";
        for (String line : text.split("\n")) {
            Matcher help = HELP.matcher(line);
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (help.matches()) {
                require(helped.add(help.group(1)), line);
                family = help.group(1);
            } else if (type.matches()) {
                require(family.equals(type.group(1)) && read.types.put(family, type.group(2)) == null, line);
            } else {
                require(
                        sample.matches() && belongs(sample.group(1), family, read.types.getOrDefault(family, "")),
                        line);
                String key = sample.group(1) + labels(sample.group(2), line);
                String value = sample.group(3).replace("Inf", "Infinity");
                require(read.samples.put(key, Double.parseDouble(value)) == null, line);
            }
        }
        return read;
    }

    private static boolean belongs(String sample, String family, String type) {
        return switch (type) {
            case "counter" -> sample.equals(family) && family.endsWith("_total");
            case "gauge" -> sample.equals(family);
            case "histogram" -> sample.matches(Pattern.quote(family) + "_(bucket|sum|count)");
            case "summary" -> sample.matches(Pattern.quote(family) + "(_sum|_count)?");
            default -> false;
        };
    }

    /** With the labels sorted, and their values as they were before they were escaped. */
    private static String labels(@Nullable String text, String line) {
        Map<String, String> labels = new TreeMap<>();
        if (text == null) {
            return labels.toString();
        }
        Matcher label = LABEL.matcher(text);
        int end = 0;
        while (end < text.length() && label.find(end) && label.start() == end) {
            String value =
                    label.group(2).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
            require(labels.put(label.group(1), value) == null, line);
            end = label.end();
        }
        require(end == text.length(), line);
        return labels.toString();
    }

    private static void require(boolean right, String line) {
        if (!right) {
            throw new AssertionError("does not belong here: " + line);
        }
    }

    public Map<String, String> types() {
        return types;
    }

    /** By name and labels, such as {@code up{a=b}}. */
    public Map<String, Double> samples() {
        return samples;
    }
}

package io.mirrorlog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the time until {@code ready} goes.
 *
 * <p>The agent knows nothing of it: Java tells when it first uses each class, and a phase ends with the first use of the
 * class that begins the next. Telling it costs a little time, so these starts are not those that {@link Starts} measures.
 */
final class StartTimeline implements Measurement {

    /**
     * A part of the start.
     *
     * @param until the class whose first use ends it
     */
    record Phase(String name, String until) {}

    /** What passes before Java's own clock begins: the start script, and the process itself. */
    static final String BEFORE_JAVA = "process, start script";

    /** In their order. The last class is used as soon as {@code ready} is told. */
    static final List<Phase> PHASES = List.of(
            new Phase("Java", "io.mirrorlog.agent.Main"),
            new Phase("command line", "io.mirrorlog.agent.config.Configuration"),
            new Phase("configuration read and checked", "io.mirrorlog.agent.DataFolder"),
            new Phase("queue opened", "io.mirrorlog.agent.metrics.Timers"),
            new Phase("connectors and schedule opened", "com.github.kagkarlsson.scheduler.RunUntilShutdown"),
            new Phase("lanes started", "io.mirrorlog.agent.intake.RefusedEvents"),
            new Phase("chores, endpoints", "io.mirrorlog.agent.web.HttpServer"),
            new Phase("intake listening", "io.mirrorlog.agent.cli.ServiceManager"));

    private static final Pattern FIRST_USE = Pattern.compile("^\\[(\\d+)ns\\].* Initializing '([^']+)'.*");

    private final List<Installation> installations;
    private final Map<String, Map<String, List<Double>>> millis = new LinkedHashMap<>();

    StartTimeline(List<Installation> installations) {
        this.installations = List.copyOf(installations);
    }

    @Override
    public void measure(TestStand stand, Figures figures) throws Exception {
        for (Installation installation : installations) {
            for (Installation.Variant variant : installation.variants()) {
                Path log = stand.fresh("classes");
                Launch launch = variant.launch().with("-Xlog:class+init=info:file=" + log + ":uptimenanos");
                double secondsToReady;
                try (AgentUnderTest agent = stand.agent(launch, TestStand.ONE_FILE)) {
                    secondsToReady = agent.secondsToReady();
                }
                // Only now the log is complete.
                Map<String, List<Double>> own = millis.computeIfAbsent(variant.name(), first -> new LinkedHashMap<>());
                phases(log, secondsToReady)
                        .forEach((phase, took) -> own.computeIfAbsent(phase, first -> new ArrayList<>())
                                .add(took));
                Files.delete(log);
            }
        }
    }

    /** The median of each phase in milliseconds, by the name of the way to start. */
    Map<String, Map<String, Double>> medians() {
        Map<String, Map<String, Double>> medians = new LinkedHashMap<>();
        millis.forEach((variant, phases) -> {
            Map<String, Double> own = new LinkedHashMap<>();
            phases.forEach((phase, took) -> own.put(phase, Spread.of(took).median()));
            medians.put(variant, own);
        });
        return medians;
    }

    /** Markdown; empty when nothing was measured. */
    String table() {
        Map<String, Map<String, Double>> medians = medians();
        if (medians.isEmpty()) {
            return "";
        }
        var table = new StringBuilder("| until ready, ms | " + String.join(" | ", medians.keySet()) + " |\n| --- |");
        table.append(" ---: |".repeat(medians.size())).append('\n');
        for (String phase : medians.values().iterator().next().keySet()) {
            table.append("| ").append(phase).append(" |");
            medians.values()
                    .forEach(own -> table.append(String.format(Locale.ROOT, " %.0f |", own.getOrDefault(phase, 0.0))));
            table.append('\n');
        }
        return table.toString();
    }

    private static Map<String, Double> phases(Path log, double secondsToReady) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return phases(firstUses(lines), secondsToReady);
        }
    }

    /**
     * Milliseconds of each phase, in their order.
     *
     * @param firstUse of each class, in milliseconds since Java's clock began
     * @param secondsToReady since the process was started
     */
    static Map<String, Double> phases(Map<String, Double> firstUse, double secondsToReady) throws IOException {
        Map<String, Double> phases = new LinkedHashMap<>();
        phases.put(BEFORE_JAVA, 0.0);
        double begun = 0;
        for (Phase phase : PHASES) {
            Double ended = firstUse.get(phase.until());
            if (ended == null) {
                throw new IOException(phase.until() + " was not used: the phases of the start are other ones by now");
            }
            phases.put(phase.name(), ended - begun);
            begun = ended;
        }
        phases.put(BEFORE_JAVA, Math.max(0, secondsToReady * 1_000 - begun));
        return phases;
    }

    /** When each class was first used, in milliseconds since the start of Java. */
    static Map<String, Double> firstUses(Stream<String> log) {
        Map<String, Double> uses = new HashMap<>();
        log.forEach(line -> {
            Matcher matcher = FIRST_USE.matcher(line);
            if (matcher.matches()) {
                uses.putIfAbsent(matcher.group(2).replace('/', '.'), Long.parseLong(matcher.group(1)) / 1e6);
            }
        });
        return uses;
    }
}

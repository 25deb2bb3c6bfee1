package io.mirrorlog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All measurements, in turns, round by round; in each the bare table is filled at the beginning and at the end.
 *
 * <p>Whatever ends the process, no agent and no file of the run is left.
 */
final class Run implements AutoCloseable {

    /** The measurements, in their order. */
    static final List<String> NAMES = List.of(
            "start", "timeline", "intake", "singles", "one-file", "three-files", "repetitions", "quiet", "backlog");

    private final Settings settings;
    private final Path folder;
    private final List<Installation> installations = new ArrayList<>();
    private final Figures figures = new Figures();
    private final StartTimeline timeline;
    private final Backlog backlog;
    private final String machine;

    /**
     * Makes the archives.
     *
     * @param root of the checkout, whose jar is built
     */
    Run(Path root, Settings settings) throws IOException, InterruptedException {
        this.settings = settings;
        this.backlog = new Backlog(settings.backlogs());
        this.machine = Machine.description(settings.folder());
        this.folder = Files.createTempDirectory(settings.folder().toAbsolutePath(), "bench-");
        Runtime.getRuntime().addShutdownHook(new Thread(this::abandon, "abandon"));
        for (Path java : settings.javas()) {
            installations.add(Installation.make(
                    java.toAbsolutePath(),
                    root.resolve("systemd/mirrorlog"),
                    root.resolve("agent/target/mirrorlog.jar"),
                    folder.resolve("java-" + installations.size())));
        }
        this.timeline = new StartTimeline(installations);
    }

    void rounds() throws Exception {
        Map<String, Measurement> measurements = new LinkedHashMap<>();
        for (String name : NAMES) {
            if (settings.names().contains(name)) {
                measurements.put(name, named(name));
            }
        }
        var stand = new TestStand(installations.get(0).packaged(), folder, settings.events());
        for (int round = 1; round <= settings.rounds(); round++) {
            System.err.println("round " + round + " of " + settings.rounds());
            raw(stand, settings.events() / 4); // warms up
            double before = raw(stand, settings.events());
            figures.add(RawInsert.RATE, before);
            for (Map.Entry<String, Measurement> measurement : measurements.entrySet()) {
                System.err.println(" " + measurement.getKey());
                measurement.getValue().measure(stand, figures);
            }
            double after = raw(stand, settings.events());
            figures.add(RawInsert.RATE, after);
            figures.endRound((before + after) / 2);
        }
    }

    private Measurement named(String name) {
        return switch (name) {
            case "start" -> new Starts(installations);
            case "timeline" -> timeline;
            case "intake" -> new Intake();
            case "singles" -> new Singles();
            case "one-file" -> EndToEnd.oneFile();
            case "three-files" -> EndToEnd.threeFiles();
            case "repetitions" -> new Repetitions();
            case "quiet" -> new Quiet();
            case "backlog" -> backlog;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static double raw(TestStand stand, int rows) throws Exception {
        Path own = Files.createDirectories(stand.fresh("raw"));
        try {
            return RawInsert.rate(own.resolve("raw.db"), rows);
        } finally {
            Folders.delete(own);
        }
    }

    Settings settings() {
        return settings;
    }

    /** What it runs on, as it was at the beginning. */
    String machine() {
        return machine;
    }

    /** The full versions of the Javas. */
    List<String> javas() {
        return installations.stream().map(Installation::fullVersion).toList();
    }

    Figures figures() {
        return figures;
    }

    StartTimeline timeline() {
        return timeline;
    }

    Backlog backlog() {
        return backlog;
    }

    private void abandon() {
        ProcessHandle.current().descendants().forEach(agent -> {
            agent.destroyForcibly();
            agent.onExit().join();
        });
        try {
            close();
        } catch (IOException e) {
            System.err.println(folder + " is left: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        Folders.delete(folder);
    }
}

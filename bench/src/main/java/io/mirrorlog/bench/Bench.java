package io.mirrorlog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All measurements, round by round, each rate beside that of a bare SQLite table in the same round. */
public final class Bench {

    private static final String RATIO = "%.2f";
    private static final String DISCARD = "  nowhere: { connector: discard }\n";
    private static final String FILE = "  one: { connector: file, path: ./mirror/one.log }\n";
    private static final String THREE_FILES = FILE
            + "  two: { connector: file, path: ./mirror/two.log }\n"
            + "  three: { connector: file, path: ./mirror/three.log }\n";
    private static final String STUCK =
            "  one: { connector: file, path: ./mirror/one.log, retry: { first: 50ms, max: 100ms } }\n";

    private final Path jar;
    private final Path folder;
    private final int events;
    private final Figures figures = new Figures();
    private int runs;

    private Bench(Path jar, Path folder, int events) {
        this.jar = jar;
        this.folder = folder;
        this.events = events;
    }

    /** @param args the jar; rounds (3); events a measurement (200,000); sizes of backlogs (10,000 and 1,000,000) */
    public static void main(String[] args) throws Exception {
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        int events = args.length > 2 ? Integer.parseInt(args[2]) : 200_000;
        List<Integer> backlogs = new ArrayList<>();
        for (int i = 3; i < args.length; i++) {
            backlogs.add(Integer.parseInt(args[i]));
        }
        if (backlogs.isEmpty()) {
            backlogs.addAll(List.of(10_000, 1_000_000));
        }
        Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath().resolve("bench/target"), "bench-");
        try {
            var bench = new Bench(Path.of(args[0]), folder, events);
            for (int round = 1; round <= rounds; round++) {
                System.err.println("round " + round + " of " + rounds);
                bench.round(backlogs);
            }
            System.out.println(bench.figures.table());
        } finally {
            delete(folder);
        }
    }

    private void round(List<Integer> backlogs) throws Exception {
        RawInsert.rate(next().resolve("warm.db"), events / 4);
        double raw = RawInsert.rate(next().resolve("raw.db"), events);
        figures.add("raw SQLite insert, rows/s", "%,.0f", raw);
        intake(raw);
        endToEnd("end to end into one file, to raw", FILE, raw);
        endToEnd("end to end into three files, to raw", THREE_FILES, raw);
        for (int backlog : backlogs) {
            backlog(backlog, raw);
        }
        quiet();
    }

    private void intake(double raw) throws Exception {
        try (AgentUnderTest agent = agent(DISCARD)) {
            figures.add("time to ready, s", RATIO, agent.secondsToReady());
            Load.batches(agent.address(), events / 4);
            long written = agent.bytesWritten();
            long begun = System.nanoTime();
            Load.batches(agent.address(), events);
            figures.add("intake in batches of 1,000, to raw", RATIO, events / RawInsert.seconds(begun) / raw);
            figures.add("bytes written to disk an event", "%,.0f", (agent.bytesWritten() - written) / (double) events);
            begun = System.nanoTime();
            Load.singles(agent.address(), events / 4, 64);
            figures.add("single POSTs over 64 connections, events/s", "%,.0f", events / 4.0 / RawInsert.seconds(begun));
            figures.add("peak RSS under intake, MiB", "%.0f", agent.peakRss());
        }
    }

    private void endToEnd(String name, String connections, double raw) throws Exception {
        try (AgentUnderTest agent = agent(connections)) {
            int warm = events / 4;
            Load.batches(agent.address(), warm);
            Load.awaitDelivered(agent.address(), warm);
            long begun = System.nanoTime();
            Load.batches(agent.address(), events);
            Load.awaitDelivered(agent.address(), (long) warm + events);
            figures.add(name, RATIO, events / RawInsert.seconds(begun) / raw);
            if (agent.lines("mirror/one.log") != warm + events) {
                throw new IOException("the file does not hold what was sent");
            }
            figures.add("peak RSS, " + name.replace(", to raw", "") + ", MiB", "%.0f", agent.peakRss());
        }
    }

    /** A folder stands where the file should be, so that everything waits; then it is taken away. */
    private void backlog(int waiting, double raw) throws Exception {
        try (AgentUnderTest agent = agentWithFolderInTheWay()) {
            Load.batches(agent.address(), Math.max(waiting - events, 1_000));
            long begun = System.nanoTime();
            Load.batches(agent.address(), events);
            figures.add(
                    String.format("intake with %,d waiting, to raw", waiting),
                    RATIO,
                    events / RawInsert.seconds(begun) / raw);
            int all = Math.max(waiting - events, 1_000) + events;
            begun = System.nanoTime();
            Files.delete(agent.folder().resolve("mirror/one.log"));
            Load.awaitDelivered(agent.address(), all);
            figures.add(
                    String.format("draining %,d into one file, to raw", all),
                    RATIO,
                    all / RawInsert.seconds(begun) / raw);
        }
    }

    private void quiet() throws Exception {
        try (AgentUnderTest agent = agent(FILE)) {
            double[] latency = Latency.measure(agent, "mirror/one.log", 500);
            figures.add("POST to line in the file at 100/s, p50, ms", "%.1f", latency[0]);
            figures.add("POST to line in the file at 100/s, p99, ms", "%.1f", latency[1]);
            double before = agent.cpuSeconds();
            Thread.sleep(10_000);
            figures.add("processor while idle, %", "%.2f", (agent.cpuSeconds() - before) * 10);
        }
    }

    private AgentUnderTest agent(String connections) throws IOException {
        return AgentUnderTest.start(jar, next(), connections);
    }

    private AgentUnderTest agentWithFolderInTheWay() throws Exception {
        Path home = next();
        AgentUnderTest agent = AgentUnderTest.start(jar, home, STUCK);
        Files.createDirectories(home.resolve("mirror/one.log"));
        return agent;
    }

    private Path next() throws IOException {
        return Files.createDirectories(folder.resolve("run-" + ++runs));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

package io.mirrorlog.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An agent in a process and a folder of its own, which goes with it. */
final class AgentUnderTest implements AutoCloseable {

    private static final int INDEXED_SECONDS_MAX = 600;
    private static final long POLL_MILLIS = 200;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final Path folder;
    private final URI address;
    private final double secondsToReady;

    private AgentUnderTest(Process process, Path folder, URI address, double secondsToReady) {
        this.process = process;
        this.folder = folder;
        this.address = address;
        this.secondsToReady = secondsToReady;
    }

    /**
     * Returns when the agent says that it is ready.
     *
     * @param folder is made
     * @param connections the YAML of the connections, indented by two
     */
    static AgentUnderTest start(Launch launch, Path folder, String connections) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("config.yml"),
                "intake: { http: { listen: \"127.0.0.1:0\" } }\nconnections:\n" + connections);
        List<String> command = new ArrayList<>(launch.command());
        command.addAll(List.of("run", "--config", "config.yml"));
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("agent.err").toFile());
        builder.environment().putAll(launch.environment());
        long begun = System.nanoTime();
        Process process = builder.start();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        double ready = Stopwatch.seconds(begun);
        if (line == null || !line.startsWith("ready ")) {
            process.destroyForcibly();
            throw new IOException("no agent: " + Files.readString(folder.resolve("agent.err")));
        }
        return new AgentUnderTest(
                process, folder, URI.create(List.of(line.split(" ")).get(1)), ready);
    }

    URI address() {
        return address;
    }

    Path folder() {
        return folder;
    }

    /** From the start of the process until it said that it is ready. */
    double secondsToReady() {
        return secondsToReady;
    }

    /** Largest resident size so far, in MiB. */
    double peakRss() throws IOException {
        return number("status", "VmHWM:\\s+(\\d+) kB") / 1024.0;
    }

    /** Bytes given to the disk so far. */
    long bytesWritten() throws IOException {
        return number("io", "\nwrite_bytes: (\\d+)");
    }

    /** Processor time used so far, in seconds, to a hundredth. */
    double cpuSeconds() {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    /** Returns when all retained events are in the index: until then it is filled behind, and the agent is not idle. */
    void awaitIndexed() throws IOException, InterruptedException {
        var status = HttpRequest.newBuilder(address.resolve("/v1/status")).build();
        long begun = System.nanoTime();
        while (!HTTP.send(status, HttpResponse.BodyHandlers.ofString()).body().contains("\"behind\":0,")) {
            if (Stopwatch.seconds(begun) > INDEXED_SECONDS_MAX) {
                throw new IOException("the index has not caught up in " + INDEXED_SECONDS_MAX + " s");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private long number(String file, String pattern) throws IOException {
        String text = Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in " + file);
        }
        return Long.parseLong(matcher.group(1));
    }

    long lines(String mirror) throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve(mirror))) {
            return lines.count();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Folders.delete(folder);
    }
}

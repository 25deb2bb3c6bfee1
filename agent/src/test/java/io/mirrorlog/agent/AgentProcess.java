package io.mirrorlog.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An agent in a process of its own, which a test may kill.
 *
 * <p>{@code mirrorlog.agent.java} names further options for its Java, {@code mirrorlog.agent.classpath} another class path
 * than the test's own: an archive of classes makes each start quicker, and needs jars.
 */
public final class AgentProcess {

    private final Process process;
    private final BufferedReader out;
    private final Path err;
    private String address = "";

    private AgentProcess(Process process, Path err) {
        this.process = process;
        this.err = err;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts an agent and returns when it is ready; its words to stderr go to {@code agent.err} in its folder. */
    public static AgentProcess start(Path folder, String config) throws IOException {
        return launch(folder, config, Main.class).awaitReady();
    }

    /**
     * The same without waiting.
     *
     * @param main understands {@code run --config FILE}
     */
    public static AgentProcess launch(Path folder, String config, Class<?> main) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=logback.xml")); // as shipped, not as in tests
        command.addAll(words(System.getProperty("mirrorlog.agent.java", "")));
        command.addAll(List.of(
                "-cp",
                System.getProperty("mirrorlog.agent.classpath", System.getProperty("java.class.path")),
                main.getName(),
                "run",
                "--config",
                config));
        Path err = folder.resolve("agent.err");
        return new AgentProcess(
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()))
                        .start(),
                err);
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    /** Waits until it takes events. */
    public AgentProcess awaitReady() throws IOException {
        String line = out.readLine();
        if (line == null || !line.startsWith("ready ")) {
            process.destroyForcibly();
            throw new IOException("the agent did not get ready: " + line + "\n" + Files.readString(err));
        }
        address = List.of(line.split(" ")).get(1);
        return this;
    }

    public String address() {
        return address;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** As {@code kill -HUP} does. */
    public void hangUp() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-HUP", String.valueOf(pid())).start().waitFor();
    }

    /** As {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** As {@code kill} does; the exit code, or -1 when it did not stop in 10 s. */
    public int stop() throws InterruptedException {
        process.destroy();
        if (process.waitFor(10, TimeUnit.SECONDS)) {
            return process.exitValue();
        }
        process.destroyForcibly();
        return -1;
    }

    /** The processor time that it took so far. */
    public Duration processor() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}

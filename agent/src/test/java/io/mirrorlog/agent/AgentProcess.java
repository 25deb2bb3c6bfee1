package io.mirrorlog.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An agent in a process of its own, which a test may kill. */
public final class AgentProcess {

    private final Process process;
    private final String address;

    private AgentProcess(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /** Starts an agent and returns when it is ready; its words to stderr go to {@code agent.err} in its folder. */
    public static AgentProcess start(Path folder, String config) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dlogback.configurationFile=logback.xml", // as shipped, not as in tests
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "run",
                        "--config",
                        config)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("agent.err").toFile()))
                .start();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.startsWith("ready ")) {
            process.destroyForcibly();
            throw new IOException("the agent did not get ready: " + line);
        }
        return new AgentProcess(process, List.of(line.split(" ")).get(1));
    }

    public String address() {
        return address;
    }

    public long pid() {
        return process.pid();
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
}

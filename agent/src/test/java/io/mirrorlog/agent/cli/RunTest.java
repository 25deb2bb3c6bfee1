package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code run}, in processes of its own where signals are concerned. */
@Timeout(60)
class RunTest {

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endWhatStillRuns() {
        processes.forEach(Process::destroyForcibly);
    }

    Process start(String yaml) throws IOException {
        return start(yaml, Map.of());
    }

    /** From Java 22 on the JVM warns of native code, which the jar's manifest allows and a class path does not. */
    private static final String NATIVE_CODE =
            Runtime.version().feature() < 22 ? "-Dnative=allowed" : "--enable-native-access=ALL-UNNAMED";

    Process start(String yaml, Map<String, String> environment) throws IOException {
        return start(yaml, environment, "-Dnotes=none");
    }

    Process start(String yaml, Map<String, String> environment, String option) throws IOException {
        Path config = Files.writeString(folder.resolve("agent.yml"), yaml);
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        NATIVE_CODE,
                        option,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.mirrorlog.agent.Main",
                        "run",
                        "--config",
                        config.toString())
                .directory(folder.toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** The address in the line that says that it is ready. */
    static String ready(BufferedReader out) throws IOException {
        String line = out.readLine();
        assertThat(line).matches("ready http://127\\.0\\.0\\.1:\\d+ \\(mirrorlog dev, 1 connection\\)");
        return line.split(" ")[1];
    }

    static BufferedReader out(Process process) {
        return process.inputReader(StandardCharsets.UTF_8);
    }

    /** Sends SIGTERM, and looks that the process ends with 0 within the 10 seconds that are promised. */
    static void endsWell(Process process) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(10, TimeUnit.SECONDS))
                .as("ended within 10 s")
                .isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void isReadyTakesEventsAndEndsWithZeroWhenToldTo() throws Exception {
        Process process = start(RunningAgent.PLAIN);
        FakeShell shell = new FakeShell(folder).with("MIRRORLOG_URL", ready(out(process)));

        assertThat(shell.run("emit", "hello").exit()).isZero();
        endsWell(process);
        assertThat(Files.readString(folder.resolve("mirror.log"))).contains("[hello]");
        assertThat(shell.run("status").exit()).isEqualTo(69);
        assertThat(folder.resolve("err")).isEmptyFile();
    }

    @Test
    void tellsTheServiceManagerWhenItIsReady() throws Exception {
        Path told = folder.resolve("told");
        Path program = Files.writeString(folder.resolve("systemd-notify"), """
                #!/bin/sh
                { [ ! -e told ] || cat told; printf '%s\\n' "$NOTIFY_SOCKET" "$@"; } >told.new
                mv told.new told
                """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        String path = folder + ":" + System.getenv("PATH");
        Process process = start(RunningAgent.PLAIN, Map.of("NOTIFY_SOCKET", "/run/notify", "PATH", path));
        String address = ready(out(process));

        await().until(() -> Files.exists(told));
        List<String> ready =
                List.of("/run/notify", "--ready", "--status=ready " + address + " (mirrorlog dev, 1 connection)");
        assertThat(Files.readAllLines(told)).isEqualTo(ready);

        assumeThat(isHangupIgnored())
                .as("whoever runs this without SIGHUP, as with nohup, has agents without it")
                .isFalse();
        send("HUP", process);
        await().until(() -> Files.readAllLines(told).size() == 9);
        List<String> reloading = Files.readAllLines(told).subList(3, 6);
        assertThat(reloading.subList(0, 2)).containsExactly("/run/notify", "RELOADING=1");
        assertThat(reloading.get(2)).matches("MONOTONIC_USEC=[1-9][0-9]*");
        assertThat(Files.readAllLines(told).subList(6, 9)).isEqualTo(ready);
        assertThat(err()).doesNotContain("cannot be told");
        endsWell(process);
    }

    @Test
    void saysThatTheServiceManagerCannotBeTold() throws Exception {
        Process process = start(RunningAgent.PLAIN, Map.of("NOTIFY_SOCKET", "/run/notify", "PATH", folder.toString()));
        ready(out(process));

        await().until(() -> Files.size(folder.resolve("err")) > 0);
        assertThat(Files.readString(folder.resolve("err")))
                .startsWith("The service manager cannot be told that the agent is ready: ")
                .contains("systemd-notify");
        endsWell(process);
    }

    @Test
    void takesAChangedFileByItselfAndOnSighupAndRefusesABrokenOneAsCheckDoes() throws Exception {
        Process process = start(RunningAgent.PLAIN, Map.of(), "-Dlogback.configurationFile=logback.xml"); // as shipped
        FakeShell shell = new FakeShell(folder).with("MIRRORLOG_URL", ready(out(process)));
        Path config = folder.resolve("agent.yml");
        shell.run("emit", "one");

        Files.writeString(config, RunningAgent.PLAIN + "  late: { connector: file, path: ./late.log }\n");
        await().until(() -> err().contains("The configuration was read again: added late"));
        shell.run("emit", "two");
        await().until(() -> Files.exists(folder.resolve("late.log"))
                && Files.readString(folder.resolve("late.log")).contains("[two]"));

        Files.writeString(config, RunningAgent.PLAIN.replace("connector: file", "connector: fiel") + "sitee: a\n");
        send("HUP", process);
        FakeShell.Ended check = shell.run("check", "--config", config.toString());
        await().until(() -> err().contains(check.err()));
        assertThat(check.errLines()).hasSize(2);
        assertThat(err()).contains("The new configuration is refused, the old one stays in force:\n");
        assertThat(shell.run("status").out()).contains("configuration: the newest is refused, that of ", "late");

        Files.writeString(config, RunningAgent.PLAIN);
        send("HUP", process);
        await().until(() -> err().contains("The configuration was read again: removed late"));
        assertThat(shell.run("status").out()).doesNotContain("late", "configuration:");
        assertThat(Files.readAllLines(folder.resolve("mirror.log"))).hasSize(2);
        endsWell(process);
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"));
    }

    /** What is ignored when a process starts is ignored by those that it starts, too. */
    private static boolean isHangupIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line -> line.matches(".*[13579bdf]"));
    }

    private static void send(String signal, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void endsInTimeTakingNoEventWhileAConnectionHangsAlsoWhenToldTwice() throws Exception {
        Process process =
                start(RunningAgent.PLAIN.replace("connector: file, path: ./mirror.log", "connector: console"));
        FakeShell shell = new FakeShell(folder).with("MIRRORLOG_URL", ready(out(process)));
        String more = IntStream.range(0, 3_000)
                .mapToObj(i ->
                        "{\"message\":\"nobody reads this output, so that the pipe is full soon\",\"n\":" + i + "}")
                .collect(Collectors.joining("\n"));

        assertThat(shell.typing(more).run("emit").exit()).isZero();
        await().until(() -> !shell.run("status").out().contains("  0 s  "));
        send("TERM", process);
        await().until(() -> shell.run("emit", "too late").exit() == 69);
        assertThat(process.isAlive()).as("still waits for the delivery").isTrue();
        endsWell(process);
    }

    @Test
    void isRefusedTheFolderOfAnotherAgentNamingItsProcess() throws Exception {
        Process first = start(RunningAgent.PLAIN);
        ready(out(first));
        Process second = start(RunningAgent.PLAIN);

        assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(69);
        assertThat(Files.readString(folder.resolve("err")))
                .contains(folder.resolve("data") + " is in use by another agent, process " + first.pid());
        assertThat(first.isAlive()).isTrue();
        endsWell(first);
    }

    @Test
    void tellsWhenThePortIsTaken() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            Path config =
                    Files.writeString(folder.resolve("c.yml"), RunningAgent.PLAIN.replace("127.0.0.1:0", address));
            FakeShell.Ended ended = new FakeShell(folder).run("run", "-c", config.toString());

            assertThat(ended.exit()).isEqualTo(69);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.errLines())
                    .singleElement()
                    .asString()
                    .startsWith("The agent cannot start: ")
                    .contains(address);
        }
    }

    @Test
    void stopsTheAgentWhenItsThreadIsInterrupted() throws Exception {
        Path config = Files.writeString(folder.resolve("c.yml"), RunningAgent.PLAIN);
        var ended = new CompletableFuture<FakeShell.Ended>();
        var thread = new Thread(() -> ended.complete(new FakeShell(folder).run("run", "-c", config.toString())));
        thread.start();
        await().until(() -> Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("goOn")));
        thread.interrupt();

        assertThat(ended.get(10, TimeUnit.SECONDS).exit()).isZero();
        assertThat(ended.get().out()).startsWith("ready http://127.0.0.1:");
        new RunningAgent(folder, RunningAgent.PLAIN).close(); // the folder is free again
    }
}

package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailCommandTest {

    @TempDir
    Path folder;

    private static String event(int number) {
        return "id: " + number + "\ndata: {\"timestamp\":\"2026-11-21T20:16:00.000000000+00:00\",\"site\":\"shop\","
                + "\"severity\":\"HIGH\",\"message\":\"m" + number + "\\u001b\",\"sequence\":" + number + "}\n\n";
    }

    private static void awaitLine(StringWriter out, String text) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!out.toString().contains(text)) {
            assertThat(System.nanoTime()).as("only came: %s", out).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void showsTheLastOnesAndThenWhatComes() throws Exception {
        var out = new StringWriter();
        var err = new StringWriter();
        CompletableFuture<Integer> exit;
        try (var agent = new RunningAgent(folder, RunningAgent.PLAIN)) {
            agent.shell().run("emit", "--site", "shop", "before 1");
            agent.shell().run("emit", "--site", "shop", "before 2");
            Cli cli = new Cli(agent.shell().looking(1).shell(out, err));
            exit = CompletableFuture.supplyAsync(() -> cli.run("tail", "--site", "shop", "-n", "1"));
            awaitLine(out, "before 2");
            agent.shell().run("emit", "--site", "web", "of another site");
            agent.shell().run("emit", "--site", "shop", "--severity", "high", "live");
            awaitLine(out, "live");
        }

        assertThat(exit.join()).isZero();
        assertThat(out.toString().lines().map(line -> line.replaceAll("\\{.*", "")))
                .hasSize(2)
                .allMatch(line -> line.startsWith("[20"))
                .anyMatch(line -> line.endsWith(" [shop].[HIGH]:[live]"));
        assertThat(err.toString()).contains("the agent stops");
    }

    @Test
    void goesOnWhereItWasWhenTheAgentComesBack() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        List<String> answers = List.of(
                ":\nid: 4\n\n" + event(5) + ":\nid: 7\n\n",
                "",
                "event: gap\ndata: {\"after\":7,\"next\":9}\n\n" + event(9)
                        + "event: cut\ndata: {\"reason\":\"slow\"}\n\n",
                event(10) + "id: 11\ndata: {\"never wh");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/tail", exchange -> {
            asked.add(exchange.getRequestURI().getQuery());
            byte[] answer = answers.get(asked.size() - 1).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.length == 0 ? 503 : 200, 0);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            FakeShell shell = new FakeShell(folder)
                    .with(
                            "MIRRORLOG_URL",
                            "http://127.0.0.1:" + server.getAddress().getPort());
            FakeShell.Ended ended = shell.coloured().looking(4).run("tail", "--severity", "high+", "-n", "3");

            assertThat(asked)
                    .containsExactly(
                            "severity=high+&last=3",
                            "severity=high+&after=7",
                            "severity=high+&after=7",
                            "severity=high+&after=9");
            assertThat(ended.exit()).isZero();
            assertThat(ended.outLines())
                    .extracting(line -> line.replaceAll(".*:\\[|\\\\u.*", ""))
                    .containsExactly("m5", "m9", "m10");
            assertThat(ended.outLines()).allMatch(line -> line.contains("[\u001b[31mHIGH\u001b[0m]"));
            assertThat(ended.err()).contains("Events are missing here", "slow", "HTTP 503");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void printsEventsAsJson() throws Exception {
        try (FakeAgent agent = new FakeAgent(200, event(1))) {
            FakeShell.Ended ended =
                    new FakeShell(folder).with("MIRRORLOG_URL", agent.url()).run("tail", "--json");

            assertThat(ended.outLines()).hasSize(1);
            assertThat(ended.out()).startsWith("{\"timestamp\":").contains("\"message\":\"m1\\u001b\"");
        }
    }

    @Test
    void endsAtOnceWhereNobodyIsThere() throws Exception {
        FakeShell shell = new FakeShell(folder).with("MIRRORLOG_URL", "http://127.0.0.1:" + EmitTest.freePort());

        assertThat(shell.run("tail").exit()).isEqualTo(69);
        assertThat(shell.run("tail", "-n", "1001").exit()).isEqualTo(64);
        assertThat(shell.run("tail", "--since", "soon").exit()).isEqualTo(64);
    }
}

package io.mirrorlog.agent.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs commands as a shell would, and keeps what they print. */
final class FakeShell {

    static final Instant NOW = Instant.parse("2026-11-21T20:16:00Z");

    /** How a command ended. */
    record Ended(int exit, String out, String err) {

        List<String> outLines() {
            return out.lines().toList();
        }

        List<String> errLines() {
            return err.lines().toList();
        }
    }

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private InputStream in = InputStream.nullInputStream();
    private boolean interactive;
    private boolean coloured;
    private Instant now = NOW;
    private int looks = 1;

    FakeShell(Path folder) {
        this.folder = folder;
    }

    FakeShell with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    FakeShell typing(String text) {
        return typing(text.getBytes(StandardCharsets.UTF_8));
    }

    FakeShell typing(byte[] bytes) {
        return typing(new ByteArrayInputStream(bytes));
    }

    FakeShell typing(InputStream stream) {
        in = stream;
        return this;
    }

    FakeShell interactive() {
        interactive = true;
        return this;
    }

    FakeShell coloured() {
        coloured = true;
        return this;
    }

    /** Ctrl-C comes after so many looks. */
    FakeShell looking(int times) {
        looks = times;
        return this;
    }

    private void pause(Duration time) throws InterruptedException {
        if (--looks <= 0) {
            throw new InterruptedException();
        }
        now = now.plus(time);
    }

    Ended run(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = new Cli(shell(out, err)).run(args);
        return new Ended(exit, out.toString(), err.toString());
    }

    Shell shell(StringWriter out, StringWriter err) {
        return new Shell(
                in,
                new PrintWriter(out),
                new PrintWriter(err),
                environment,
                folder,
                () -> now,
                interactive,
                coloured,
                this::pause);
    }
}

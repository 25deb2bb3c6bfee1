package io.mirrorlog.agent.cli;

import io.mirrorlog.connector.console.Terminal;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command meets around itself.
 *
 * @param out what was asked for; flushed when a command ends
 * @param err what went wrong; flushed when a command ends
 * @param folder where relative paths of the configuration begin
 * @param interactive whether a person types the input
 * @param coloured whether the output goes to a terminal that likes colours
 * @param pause how time passes between two looks at the same thing
 */
public record Shell(
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        Map<String, String> environment,
        Path folder,
        InstantSource clock,
        boolean interactive,
        boolean coloured,
        Pause pause) {

    /** How a command waits before it looks again. */
    @FunctionalInterface
    public interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    public Shell {
        environment = Map.copyOf(environment);
    }

    /** The one that this process was started from. */
    public static Shell ofProcess() {
        return new Shell(
                System.in,
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                System.getenv(),
                Path.of("").toAbsolutePath(),
                InstantSource.system(),
                Terminal.isInteractive(),
                Terminal.wantsColor(),
                time -> Thread.sleep(time.toMillis()));
    }

    /** UTF-8 whatever the locale says: what is printed are events, to be read by programs too. */
    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new BufferedWriter(
                new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), 1 << 16));
    }

    /** A variable's value; null also when it is set to nothing. */
    @Nullable
    String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    void flush() {
        out.flush();
        err.flush();
    }
}

package io.mirrorlog.agent.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
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
 * @param coloured whether the output goes to somebody who likes colours
 */
public record Shell(
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        Map<String, String> environment,
        Path folder,
        InstantSource clock,
        boolean interactive,
        boolean coloured) {

    public Shell {
        environment = Map.copyOf(environment);
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

package io.mirrorlog.agent;

import io.mirrorlog.agent.cli.Arguments;
import io.mirrorlog.agent.cli.Cli;
import io.mirrorlog.agent.cli.Shell;
import io.mirrorlog.connector.console.Terminal;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** The way in from the command line. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        var shell = new Shell(
                System.in,
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                System.getenv(),
                Path.of("").toAbsolutePath(),
                InstantSource.system(),
                Terminal.isInteractive(),
                Terminal.wantsColor());
        System.exit(new Cli(shell).run(typed(args)));
    }

    private static String[] typed(String[] args) {
        if (!Arguments.areDamaged(args)) {
            return args;
        }
        try {
            return Arguments.asTyped(args, Files.readAllBytes(Path.of("/proc/self/cmdline")));
        } catch (IOException e) {
            return args; // no such file on this system
        }
    }

    /** UTF-8 whatever the locale says: what is printed are events, to be read by programs too. */
    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new BufferedWriter(
                new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), 1 << 16));
    }
}

package io.mirrorlog.agent;

import io.mirrorlog.agent.cli.Arguments;
import io.mirrorlog.agent.cli.Cli;
import io.mirrorlog.agent.cli.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The way in from the command line. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(new Cli(Shell.ofProcess()).run(typed(args)));
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
}

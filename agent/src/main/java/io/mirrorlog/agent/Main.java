package io.mirrorlog.agent;

import io.mirrorlog.agent.cli.Cli;

/** The way in from the command line. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(Cli.run(args));
    }
}

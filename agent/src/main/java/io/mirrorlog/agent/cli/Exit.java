package io.mirrorlog.agent.cli;

/** Exit codes, as sysexits names them. */
final class Exit {

    static final int OK = 0;

    /** The command line makes no sense. */
    static final int USAGE = 64;

    /** What was given to read makes no sense. */
    static final int DATA = 65;

    /** The agent cannot be reached, or cannot start. */
    static final int UNAVAILABLE = 69;

    /** Mirrorlog itself is at fault. */
    static final int SOFTWARE = 70;

    /** The configuration makes no sense. */
    static final int CONFIG = 78;

    private Exit() {}
}

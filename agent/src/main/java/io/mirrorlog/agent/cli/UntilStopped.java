package io.mirrorlog.agent.cli;

/** What goes on until a person has seen enough: a signal is its good end. */
final class UntilStopped {

    /** What goes on. */
    @FunctionalInterface
    interface Watching {
        void go() throws ExitException, InterruptedException;
    }

    private UntilStopped() {}

    /** @return the exit code */
    static int go(Watching watching) throws ExitException {
        var onSignal = new Thread(() -> Runtime.getRuntime().halt(Exit.OK), "stop");
        Runtime.getRuntime().addShutdownHook(onSignal);
        try {
            watching.go();
        } catch (InterruptedException e) {
            // As a signal would.
        } finally {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        }
        return Exit.OK;
    }
}

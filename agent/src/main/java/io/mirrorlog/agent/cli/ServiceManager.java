package io.mirrorlog.agent.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The service manager that started the agent, where it wants to be told when the agent is ready.
 *
 * <p>It is told by {@code systemd-notify}: Java has no datagrams on Unix sockets. That is a process of its own, so the
 * unit needs {@code NotifyAccess=all}.
 */
final class ServiceManager {

    /** The program waits until it was heard, which takes milliseconds. */
    private static final long LONGEST_SECONDS = 5;

    private final Shell shell;

    ServiceManager(Shell shell) {
        this.shell = shell;
    }

    /**
     * Tells that events are accepted, or that the configuration was read again, and one sentence for whoever asks how the
     * service is. Does nothing where nobody wants to know; a failure is said, and the manager then ends the agent when its
     * patience ends.
     */
    void ready(String sentence) throws InterruptedException {
        tell("is ready", "--ready", "--status=" + sentence);
    }

    /**
     * Tells that the configuration is being read again, until {@link #ready} is told.
     *
     * @param nanos the time of {@link System#nanoTime}: where there is a service manager, it is its own monotonic clock
     */
    void reloading(long nanos) throws InterruptedException {
        tell("reads its configuration", "RELOADING=1", "MONOTONIC_USEC=" + nanos / 1_000);
    }

    private void tell(String what, String... words) throws InterruptedException {
        if (shell.variable("NOTIFY_SOCKET") == null) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("systemd-notify"));
        command.addAll(List.of(words));
        String problem = problemOf(command);
        if (problem != null) {
            shell.err().println("The service manager cannot be told that the agent " + what + ": " + problem);
            shell.err().flush();
        }
    }

    private static @Nullable String problemOf(List<String> command) throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            return e.getMessage();
        }
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return command.get(0) + " does not end";
        }
        return process.exitValue() == 0 ? null : command.get(0) + " ended with " + process.exitValue();
    }
}

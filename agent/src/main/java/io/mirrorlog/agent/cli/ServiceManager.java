package io.mirrorlog.agent.cli;

import java.io.IOException;
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
     * Tells that events are accepted, and one sentence for whoever asks how the service is. Does nothing where nobody
     * wants to know; a failure is said, and the manager then ends the agent when its patience ends.
     */
    void ready(String sentence) throws InterruptedException {
        String socket = shell.variable("NOTIFY_SOCKET");
        if (socket == null) {
            return;
        }
        String problem = problemOf("systemd-notify", "--ready", "--status=" + sentence);
        if (problem != null) {
            shell.err().println("The service manager cannot be told that the agent is ready: " + problem);
            shell.err().flush();
        }
    }

    private static @Nullable String problemOf(String... command) throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            return e.getMessage();
        }
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return command[0] + " does not end";
        }
        return process.exitValue() == 0 ? null : command[0] + " ended with " + process.exitValue();
    }
}

package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.config.HttpSettings;
import io.mirrorlog.agent.config.ListenAddress;
import io.mirrorlog.agent.config.StreamSettings;
import io.mirrorlog.agent.dev.DevServer;
import io.mirrorlog.agent.dev.DevSettings;
import io.mirrorlog.agent.dev.Received;
import io.mirrorlog.agent.stream.Place;
import io.mirrorlog.connector.SiteNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the toy server until it is told to stop. */
@Command(
        name = "dev",
        description = {
            "Runs a toy server that shows each event, and what is wrong with it.",
            "It shows the line that the event would become as well. Mirrors nothing, stores",
            "nothing. Its address, in a browser, shows the same, live. Ctrl-C ends it."
        },
        footer = {
            "",
            "Examples:",
            "  mirrorlog dev --schemas primary/jsonschema --schemas secondary/jsonschema",
            "  mirrorlog dev --json | jq 'select(.fate != \"valid\")'"
        })
final class DevCommand implements Callable<Integer> {

    /** So many events may wait to be printed; those beyond are told by their number. */
    private static final int WAITING_MAX = 1_000;

    /** Longer than the server takes to close, shorter than anybody waits. */
    private static final long STOP_MILLIS = 8_000;

    private final Shell shell;
    private final BlockingQueue<Received> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicLong skipped = new AtomicLong();

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            description = "Where to listen, HOST:PORT (default: 127.0.0.1:8192).")
    private String listen = "127.0.0.1:8192";

    @Option(
            names = "--schemas",
            paramLabel = "FOLDER",
            description = "JSON Schemas by their paths. May be given again: the first that has one counts.%n"
                    + "Default: the folders that the configuration names.")
    private List<Path> schemas = new ArrayList<>();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "A configuration that says how events become lines: streams, schemas, site, intake.http.fill.")
    private @Nullable Path config;

    @Option(names = "--strict", description = "Refuse events that are not as their schema wants them.")
    private boolean strict;

    @Option(
            names = "--site",
            paramLabel = "NAME",
            description = "The site of events that name none (default: that of the configuration, else dev).")
    private @Nullable String site;

    @Option(
            names = "--origin",
            paramLabel = "URL",
            description = "Web pages of this origin may send too, beside those of this machine. May be given again.")
    private List<String> origins = new ArrayList<>();

    @Option(names = "--json", description = "Print each event as one line of JSON.")
    private boolean json;

    DevCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws ExitException {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        var main = Thread.currentThread();
        var onSignal = new Thread(() -> stop(main), "stop");
        DevSettings settings = settings();
        try (var server = new DevServer(settings, shell.clock(), this::offer)) {
            start(server, settings);
            Runtime.getRuntime().addShutdownHook(onSignal);
            printUntilStopped();
            shell.err().println();
            shell.err()
                    .println(Words.count(server.events(), "event") + ", " + server.bad() + " not as they should be.");
            shell.flush();
        } finally {
            forget(onSignal);
        }
        return Exit.OK;
    }

    private static void forget(Thread onSignal) {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            // It is what is waiting for this to end.
        }
    }

    private DevSettings settings() throws ExitException {
        if (site != null && !SiteNames.isValid(site)) {
            throw new ExitException(Exit.USAGE, "--site: must be " + SiteNames.RULE);
        }
        for (String origin : origins) {
            if (!HttpSettings.isOrigin(origin)) {
                throw new ExitException(
                        Exit.USAGE,
                        "--origin: " + origin + " is no origin; write scheme://host, such as https://wiki.example");
            }
        }
        List<Path> folders = schemas.stream().map(shell.folder()::resolve).toList();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new ExitException(Exit.USAGE, "--schemas: " + folder + " is no folder");
            }
        }
        try {
            var usual = new DevSettings(
                    ListenAddress.parse(listen),
                    "dev",
                    folders,
                    new StreamSettings(Map.of(), Map.of(), StreamSettings.Unknown.ACCEPT),
                    Place.ALL,
                    strict,
                    origins);
            DevSettings configured = config == null ? usual : usual.of(Configured.read(config, shell));
            return site == null ? configured : configured.of(site);
        } catch (IllegalArgumentException e) {
            throw new ExitException(Exit.USAGE, "--listen: " + listen + " " + e.getMessage());
        }
    }

    private void start(DevServer server, DevSettings settings) throws ExitException {
        try {
            server.start();
        } catch (IllegalStateException e) {
            throw new ExitException(Exit.UNAVAILABLE, "It cannot start: " + e.getMessage());
        }
        var about = json ? shell.err() : shell.out(); // with --json, what is printed is for programs
        about.println("ready " + server.address() + " (a toy: nothing is mirrored, nothing is stored)");
        if (settings.schemas().isEmpty()) {
            about.println("No --schemas are given: events are not compared with any.");
        }
        shell.flush();
    }

    /** Called from the server's threads: whoever does not read the terminal must not hold up the senders. */
    private void offer(Received received) {
        if (!waiting.offer(received)) {
            skipped.incrementAndGet();
        }
    }

    private void printUntilStopped() {
        try {
            while (!shell.out().checkError()) {
                print(waiting.poll(1, TimeUnit.SECONDS));
            }
        } catch (InterruptedException e) {
            // That is how one stops it; what came before is shown.
        }
        for (Received left = waiting.poll(); left != null; left = waiting.poll()) {
            print(left);
        }
    }

    private void print(@Nullable Received received) {
        if (received != null) {
            shell.out().print(json ? received.forTools() + "\n" : received.forPeople(shell.coloured()));
        }
        long unprinted = waiting.isEmpty() ? skipped.getAndSet(0) : 0;
        if (unprinted > 0) {
            shell.err().println(Words.count(unprinted, "event") + " came faster than they could be printed.");
            shell.err().flush();
        }
    }

    /** A signal would end the process with 128 + its number. */
    private static void stop(Thread main) {
        main.interrupt();
        try {
            main.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(Exit.OK);
    }
}

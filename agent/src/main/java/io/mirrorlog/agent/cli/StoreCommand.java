package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.DataFolder;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.format.Format;
import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueueStatus;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.agent.queue.sqlite.StoppedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks after the store of an agent that does not run. */
@Command(
        name = "store",
        description = {
            "Looks after the queue's file of an agent that does not run.",
            "check reads all of it and says what is wrong; dump prints every event that can",
            "be read as JSON; repair sets a damaged file aside and carries over what can be",
            "read, as every start does by itself."
        },
        footer = {"", "Example:", "  mirrorlog store check --config config.yml"})
final class StoreCommand implements Callable<Integer> {

    /** What can be done. */
    enum Action {
        check,
        dump,
        repair
    }

    private final Shell shell;

    @Mixin
    private final Configured config;

    @Parameters(paramLabel = "ACTION", description = "One of check, dump, repair.")
    private Action action = Action.check;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Check or dump this store, such as one that was set aside.")
    private @Nullable Path file;

    StoreCommand(Shell shell) {
        this.shell = shell;
        this.config = new Configured(shell);
    }

    @Override
    public Integer call() throws ExitException {
        if (action == Action.repair && file != null) {
            throw new ExitException(Exit.USAGE, "--file: repair knows only the queue's own file");
        }
        Configuration configuration = config.read();
        Path folder = configuration.dataDir();
        if (!Files.isDirectory(folder)) {
            throw new ExitException(
                    Exit.UNAVAILABLE, "There is no data folder " + Printable.of(folder.toString()) + ".");
        }
        try (DataFolder held = DataFolder.take(folder)) {
            Path usual = held.path().resolve("queue.db");
            var store = new StoppedStore(file == null ? usual : file);
            return switch (action) {
                case check -> check(store);
                case dump -> dump(store);
                case repair -> repair(store, configuration);
            };
        } catch (DataFolder.TakenException | IOException | QueueException e) {
            throw new ExitException(Exit.UNAVAILABLE, Printable.of(String.valueOf(e.getMessage())));
        }
    }

    private int check(StoppedStore store) {
        List<String> problems = store.problems();
        problems.forEach(problem -> shell.out().println(Printable.of(problem)));
        if (problems.isEmpty()) {
            shell.out().println("The store is sound.");
        }
        return problems.isEmpty() ? Exit.OK : Exit.DATA;
    }

    private int dump(StoppedStore store) {
        Format json = Formats.json();
        long missing = store.readable(queued ->
                shell.out().println(json.render(queued.event(), queued.event().site(), queued.sequence())));
        if (missing > 0) {
            shell.err().println(Words.count(missing, "event") + " cannot be read.");
        }
        return missing == 0 ? Exit.OK : Exit.DATA;
    }

    private int repair(StoppedStore store, Configuration configuration) {
        List<String> problems = store.problems();
        Map<String, Start> starts = new LinkedHashMap<>();
        configuration.connections().forEach((name, settings) -> starts.put(name, settings.start()));
        String reason = problems.isEmpty() ? null : problems.get(0);
        List<QueueStatus.SetAside> stores = store.repair(reason, starts, shell.clock());
        for (QueueStatus.SetAside each : stores) {
            shell.out()
                    .println(Printable.of(each.file()) + ": " + Words.count(each.restored(), "event")
                            + " carried over, " + Words.number(each.missing()) + " cannot be read ("
                            + Printable.of(each.reason()) + ")");
        }
        if (problems.isEmpty()) {
            shell.out().println("The store is sound.");
        }
        return stores.stream().anyMatch(each -> each.missing() > 0) ? Exit.DATA : Exit.OK;
    }
}

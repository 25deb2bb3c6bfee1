package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.config.Whereabouts;
import io.mirrorlog.agent.index.LogOrder;
import io.mirrorlog.agent.index.LogOrder.By;
import io.mirrorlog.agent.index.LogOrder.Direction;
import io.mirrorlog.agent.index.ScannedLog;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.sqlite.ReadOnlyQueue;
import io.mirrorlog.agent.read.EventFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads the retained events. */
@Command(
        name = "log",
        description = {
            "Shows the last of the retained events, by their own time.",
            "The youngest stands at the end. With --config, the events of an agent that does",
            "not run are read from its data folder."
        },
        footer = {"", "Example:", "  mirrorlog log --since 1h --site shop --type 'user/*' --severity high+ -n 20"})
final class LogCommand implements Callable<Integer> {

    private static final int PAGE = 1_000;

    /** They are held in memory, since the youngest are read first and shown last. */
    private static final int COUNT_MAX = 100_000;

    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Shell shell;

    @Mixin
    private final AgentClient agent;

    @Mixin
    private final EventWishes wishes = new EventWishes();

    @Option(
            names = "-n",
            paramLabel = "COUNT",
            description = "How many (default: 50): 1 to 100000, and any number with --oldest.")
    private int count = 50;

    @Option(names = "--oldest", description = "Show the first of them instead of the last.")
    private boolean oldest;

    @Option(names = "--json", description = "Print each event as JSON.")
    private boolean json;

    @Option(names = "--csv", description = "Print a table for spreadsheets.")
    private boolean csv;

    LogCommand(Shell shell) {
        this.shell = shell;
        this.agent = new AgentClient(shell);
    }

    @Override
    public Integer call() throws ExitException {
        if (count < 1 || (count > COUNT_MAX && !oldest)) {
            throw new ExitException(Exit.USAGE, "-n: may be 1 to " + COUNT_MAX + ", and any number with --oldest");
        }
        if (json && csv) {
            throw new ExitException(Exit.USAGE, "--csv: may not stand together with --json");
        }
        EventFilter filter = wishes.filter(shell.clock().instant());
        EventPrint print = json ? EventPrint.JSON : csv ? EventPrint.CSV : EventPrint.LINE;
        List<String> youngestFirst = new ArrayList<>();
        Consumer<String> taker = oldest ? shell.out()::print : youngestFirst::add;
        try {
            readFromAgent(print, taker);
        } catch (NoAgentException e) {
            Whereabouts known = agent.whereabouts();
            if (known == null || !youngestFirst.isEmpty()) {
                throw e;
            }
            readFromFolder(Configured.told(known::dataDir), filter, print, queued -> taker.accept(print.text(queued)));
        }
        Collections.reverse(youngestFirst);
        youngestFirst.forEach(shell.out()::print);
        return Exit.OK;
    }

    private void readFromAgent(EventPrint print, Consumer<String> taker) throws ExitException {
        Map<String, String> query = wishes.query();
        query.put("format", "ndjson");
        query.put("order", oldest ? "oldest" : "newest");
        int left = count;
        do {
            query.put("limit", Integer.toString(Math.min(PAGE, left)));
            AgentAnswer answer = agent.get("/v1/logevents", query).require(200);
            if (!query.containsKey("cursor")) {
                shell.out().print(print.head());
            }
            for (String event : answer.body().lines().toList()) {
                taker.accept(shown(event, print, answer));
                left--;
            }
            if (answer.next() == null || shell.out().checkError()) {
                return;
            }
            query.put("cursor", answer.next());
        } while (left > 0);
    }

    private static String shown(String event, EventPrint print, AgentAnswer answer) throws ExitException {
        try {
            return print.text(event);
        } catch (IllegalArgumentException e) {
            throw new ExitException(Exit.UNAVAILABLE, "What answers at " + answer.from() + " is no Mirrorlog agent.");
        }
    }

    private void readFromFolder(Path folder, EventFilter filter, EventPrint print, Consumer<QueuedEvent> taker)
            throws ExitException {
        var order = new LogOrder(By.TIME, oldest ? Direction.OLDEST_FIRST : Direction.NEWEST_FIRST);
        try (ReadOnlyQueue queue = ReadOnlyQueue.open(folder)) {
            shell.out().print(print.head());
            new ScannedLog(queue::readForward, PATIENCE).each(filter.query(), order, count, taker);
        } catch (QueueException e) {
            throw new ExitException(
                    Exit.UNAVAILABLE, "No agent runs, and its queue cannot be read: " + e.getMessage() + ".");
        }
        shell.err().println("No agent runs; this is what it left in " + Printable.of(folder.toString()) + ".");
    }
}

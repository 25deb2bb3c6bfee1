package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.format.Format;
import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.sqlite.ReadOnlyQueue;
import io.mirrorlog.agent.read.EventFilter;
import io.mirrorlog.agent.read.Pages;
import io.mirrorlog.connector.Event;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads the retained events. */
@Command(
        name = "log",
        description = {
            "Shows the last of the retained events.",
            "The youngest stands at the end. With --config, the events of an agent that does",
            "not run are read from its data folder."
        },
        footer = {"", "Example:", "  mirrorlog log --since 1h --site shop --type 'user/*' --severity high+ -n 20"})
final class LogCommand implements Callable<Integer> {

    private static final int PAGE = 1_000;

    /** They are held in memory, since the youngest are read first and shown last. */
    private static final int COUNT_MAX = 100_000;

    private final Shell shell;

    @Mixin
    private final AgentClient agent;

    @Mixin
    private final EventWishes wishes = new EventWishes();

    @Option(names = "-n", paramLabel = "COUNT", description = "How many, 1 to 100000 (default: 50).")
    private int count = 50;

    @Option(names = "--json", description = "Print each event as JSON.")
    private boolean json;

    private final Format line = Formats.named("line", ZoneOffset.UTC);

    LogCommand(Shell shell) {
        this.shell = shell;
        this.agent = new AgentClient(shell);
    }

    @Override
    public Integer call() throws ExitException {
        if (count < 1 || count > COUNT_MAX) {
            throw new ExitException(Exit.USAGE, "-n: may be 1 to " + COUNT_MAX);
        }
        EventFilter filter = wishes.filter(shell.clock().instant());
        List<String> youngestFirst = new ArrayList<>();
        try {
            readFromAgent(youngestFirst);
        } catch (NoAgentException e) {
            Configuration configuration = agent.configuration();
            if (configuration == null || !youngestFirst.isEmpty()) {
                throw e;
            }
            readFromFolder(configuration.dataDir(), filter, youngestFirst);
        }
        Collections.reverse(youngestFirst);
        youngestFirst.forEach(shell.out()::println);
        return Exit.OK;
    }

    private void readFromAgent(List<String> youngestFirst) throws ExitException {
        Map<String, String> query = wishes.query();
        query.put("format", "ndjson");
        String next = Long.toString(Long.MAX_VALUE);
        while (next != null && youngestFirst.size() < count) {
            query.put("before", next);
            query.put("limit", Integer.toString(Math.min(PAGE, count - youngestFirst.size())));
            AgentAnswer answer = agent.get("/v1/logevents", query).require(200);
            for (String event : answer.body().lines().toList()) {
                youngestFirst.add(json ? Printable.of(event) : shown(event, answer));
            }
            next = answer.next();
        }
    }

    private String shown(String event, AgentAnswer answer) throws ExitException {
        try {
            return shown(EventJson.read(event));
        } catch (IllegalArgumentException e) {
            throw new ExitException(Exit.UNAVAILABLE, "What answers at " + answer.from() + " is no Mirrorlog agent.");
        }
    }

    private void readFromFolder(Path folder, EventFilter filter, List<String> youngestFirst) throws ExitException {
        Format format = Formats.json();
        try (ReadOnlyQueue queue = ReadOnlyQueue.open(folder)) {
            var log = Pages.ofEvents(queue::readBackward);
            long before = Long.MAX_VALUE;
            while (youngestFirst.size() < count && before > 0) {
                Pages.Page<QueuedEvent> page = log.read(filter, before, Math.min(PAGE, count - youngestFirst.size()));
                for (QueuedEvent queued : page.items()) {
                    Event event = queued.event();
                    youngestFirst.add(json ? format.render(event, event.site(), queued.sequence()) : shown(event));
                }
                before = page.next();
            }
        } catch (QueueException e) {
            throw new ExitException(
                    Exit.UNAVAILABLE, "No agent runs, and its queue cannot be read: " + e.getMessage() + ".");
        }
        shell.err().println("No agent runs; this is what it left in " + Printable.of(folder.toString()) + ".");
    }

    private String shown(Event event) {
        return line.render(event, event.site(), 0);
    }
}

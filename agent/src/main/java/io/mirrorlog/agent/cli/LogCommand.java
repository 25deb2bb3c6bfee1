package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.format.Format;
import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.sqlite.ReadOnlyQueue;
import io.mirrorlog.agent.read.EventFilter;
import io.mirrorlog.agent.read.LogEvents;
import io.mirrorlog.agent.read.RetainedLog;
import io.mirrorlog.connector.Event;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads the retained events. */
@Command(
        name = "log",
        description = "Shows the last of the retained events, the oldest of them first.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "With --config, the events of an agent that does not run are read from its data folder.",
            "Example: mirrorlog log --since 1h --site shop --type 'user/*' --severity high+ -n 50"
        })
final class LogCommand implements Callable<Integer> {

    private static final int PAGE = 1_000;

    @Mixin
    private AgentClient agent = new AgentClient();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Events from then on: an age (15m, 1h, 7d) or a time.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Events before then.")
    private @Nullable String until;

    @Option(names = "--site", paramLabel = "NAME", description = "Events of that site.")
    private @Nullable String site;

    @Option(
            names = "--type",
            paramLabel = "PATTERN",
            description = "Events whose type, or type/action, fits; * stands for any characters.")
    private @Nullable String type;

    @Option(names = "--user", paramLabel = "NAME", description = "Events of that user.")
    private @Nullable String user;

    @Option(names = "--severity", paramLabel = "WORD", description = "Of that severity; with + behind it, or graver.")
    private @Nullable String severity;

    @Option(names = "-n", paramLabel = "COUNT", defaultValue = "50", description = "How many (default: 50).")
    private int count = 50;

    @Option(names = "--json", description = "Print each event as JSON.")
    private boolean json;

    private final Format line = Formats.named("line", ZoneOffset.UTC);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws ExitException {
        List<String> youngestFirst = new ArrayList<>();
        try {
            readFromAgent(youngestFirst);
        } catch (ExitException e) {
            Configuration configuration = agent.configuration();
            if (e.code() != Exit.UNAVAILABLE || configuration == null || !youngestFirst.isEmpty()) {
                throw e;
            }
            readFromFolder(configuration, youngestFirst);
        }
        Collections.reverse(youngestFirst);
        PrintWriter out = spec.commandLine().getOut();
        youngestFirst.forEach(out::println);
        out.flush();
        return Exit.OK;
    }

    private void readFromAgent(List<String> youngestFirst) throws ExitException {
        Map<String, String> query = wishes();
        query.put("format", "ndjson");
        String next = Long.toString(Long.MAX_VALUE);
        while (youngestFirst.size() < count && !next.isEmpty()) {
            query.put("before", next);
            query.put("limit", Integer.toString(Math.min(PAGE, count - youngestFirst.size())));
            HttpResponse<String> answer = agent.get("/v1/logevents", query);
            if (answer.statusCode() != 200) {
                int code = answer.statusCode() == 400 ? Exit.USAGE : Exit.UNAVAILABLE;
                throw new ExitException(code, Json.text(answer.body(), "detail"));
            }
            answer.body().lines().forEach(line -> youngestFirst.add(json ? line : shown(EventJson.read(line))));
            next = answer.headers().firstValue(LogEvents.NEXT).orElse("");
        }
    }

    private void readFromFolder(Configuration configuration, List<String> youngestFirst) throws ExitException {
        Format format = Formats.json();
        try (ReadOnlyQueue queue = ReadOnlyQueue.open(configuration.dataDir())) {
            var filter = EventFilter.of(wishes(), Instant.now());
            var log = new RetainedLog(queue::readBackward);
            long before = Long.MAX_VALUE;
            while (youngestFirst.size() < count && before > 0) {
                RetainedLog.Page page = log.read(filter, before, count - youngestFirst.size());
                for (QueuedEvent queued : page.events()) {
                    Event event = queued.event();
                    youngestFirst.add(json ? format.render(event, event.site(), queued.sequence()) : shown(event));
                }
                before = page.next();
            }
        } catch (QueueException e) {
            throw new ExitException(Exit.UNAVAILABLE, "No agent runs, and its queue cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new ExitException(Exit.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private Map<String, String> wishes() {
        Map<String, String> wishes = new LinkedHashMap<>();
        put(wishes, "since", since);
        put(wishes, "until", until);
        put(wishes, "site", site);
        put(wishes, "type", type);
        put(wishes, "user", user);
        put(wishes, "severity", severity);
        return wishes;
    }

    private static void put(Map<String, String> wishes, String name, @Nullable String wish) {
        if (wish != null) {
            wishes.put(name, wish);
        }
    }

    private String shown(Event event) {
        return line.render(event, event.site(), 0);
    }
}

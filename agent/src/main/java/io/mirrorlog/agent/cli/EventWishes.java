package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.read.EventFilter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which events are wanted. */
final class EventWishes {

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Events from then on: an age (15m, 1h, 7d) or RFC 3339.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Events before then.")
    private @Nullable String until;

    @Option(names = "--site", paramLabel = "NAME", description = "Events of that site.")
    private @Nullable String site;

    @Option(
            names = "--type",
            paramLabel = "PATTERN",
            description = "Events whose type, or type/action, fits; * stands for any text.")
    private @Nullable String type;

    @Option(names = "--user", paramLabel = "NAME", description = "Events of that user.")
    private @Nullable String user;

    @Option(
            names = "--severity",
            paramLabel = "WORD",
            description = "Events of that severity; high+ means that and graver.")
    private @Nullable String severity;

    @Option(names = "--action", paramLabel = "NAME", description = "Events with that action.")
    private @Nullable String action;

    @Option(
            names = "--title",
            paramLabel = "TITLE",
            description = "Events about that page; * at the end stands for any text.")
    private @Nullable String title;

    @Option(names = "--text", paramLabel = "WORDS", description = "Events with these words, anywhere and in any case.")
    private @Nullable String text;

    /** By the names that the agent knows them by; empty when all are wanted. */
    Map<String, String> query() {
        Map<String, String> wishes = new LinkedHashMap<>();
        put(wishes, "since", since);
        put(wishes, "until", until);
        put(wishes, "site", site);
        put(wishes, "type", type);
        put(wishes, "user", user);
        put(wishes, "severity", severity);
        put(wishes, "action", action);
        put(wishes, "title", title);
        put(wishes, "q", text);
        return wishes;
    }

    private static void put(Map<String, String> wishes, String name, @Nullable String wish) {
        if (wish != null) {
            wishes.put(name, wish);
        }
    }

    /** @throws ExitException when one makes no sense */
    EventFilter filter(Instant now) throws ExitException {
        try {
            return EventFilter.of(query(), now);
        } catch (IllegalArgumentException e) {
            String option = "--" + e.getMessage();
            throw new ExitException(Exit.USAGE, option.replaceFirst("^--q:", "--text:"));
        }
    }
}

package io.mirrorlog.agent.cli;

import io.mirrorlog.connector.JsonStrings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dead letters of one connection are to be changed: those named, those that fit, or all. */
final class DeadSelection {

    /** As many as the agent looks at in one page, and far fewer than it takes in one change. */
    private static final int STEP = 1_000;

    @Parameters(paramLabel = "NAME", index = "0", description = "The connection.")
    private String name = "";

    @Parameters(
            paramLabel = "SEQUENCE",
            index = "1..*",
            arity = "0..*",
            description = "The events, as dead list shows them.")
    private List<Long> sequences = new ArrayList<>();

    @Option(names = "--all", description = "All dead letters of the connection.")
    private boolean all;

    @Mixin
    private final EventWishes wishes = new EventWishes();

    /**
     * Asks the agent for the change and tells what was done.
     *
     * @param verb the last part of the path
     * @param done what the answer calls those that were changed
     * @param said what the user is told of them
     */
    int change(AgentClient agent, Shell shell, String verb, String done, String said) throws ExitException {
        requireOneWayOfChoosing(shell);
        var change = new Progress(agent, "/v1/dead/" + verb, done);
        if (sequences.isEmpty()) {
            change.eachPage();
        } else {
            for (int from = 0; from < sequences.size(); from += STEP) {
                change.ask(sequences.subList(from, Math.min(sequences.size(), from + STEP)));
            }
        }
        shell.out()
                .println(Words.count(change.changed, "dead letter") + " of " + Printable.of(name)
                        + (change.changed == 1 ? " was " : " were ") + said + ".");
        if (change.unknown.isEmpty() || sequences.isEmpty()) {
            return Exit.OK;
        }
        shell.err().println("No dead letters of " + Printable.of(name) + ": " + String.join(", ", change.unknown));
        return Exit.DATA;
    }

    private void requireOneWayOfChoosing(Shell shell) throws ExitException {
        wishes.filter(shell.clock().instant());
        for (long sequence : sequences) {
            DeadCommand.requireSequence(sequence);
        }
        int ways =
                (sequences.isEmpty() ? 0 : 1) + (all ? 1 : 0) + (wishes.query().isEmpty() ? 0 : 1);
        if (ways != 1) {
            throw new ExitException(
                    Exit.USAGE, "Say which dead letters: by SEQUENCE, by options such as --site, or --all.");
        }
    }

    /** What was changed so far. */
    private final class Progress {

        private final AgentClient agent;
        private final String path;
        private final String done;
        private final List<String> unknown = new ArrayList<>();
        private long changed;

        Progress(AgentClient agent, String path, String done) {
            this.agent = agent;
            this.path = path;
            this.done = done;
        }

        /** One that is refused again meanwhile lies behind the page, so it is not met a second time. */
        void eachPage() throws ExitException {
            var source = new AgentDead(agent);
            long after = 0;
            do {
                DeadSource.Page page = source.page(name, wishes.query(), after, STEP);
                List<Long> found = new ArrayList<>();
                for (String letter : page.letters()) {
                    found.add(Json.number(DeadCommand.object(letter), "sequence"));
                }
                if (!found.isEmpty()) {
                    ask(found);
                }
                after = page.next();
            } while (after > 0);
        }

        void ask(List<Long> some) throws ExitException {
            String json = "{\"connection\":" + JsonStrings.quote(name) + ",\"sequences\":"
                    + some.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")) + "}";
            Map<String, @Nullable Object> answer =
                    agent.change(path, json).require(200).object();
            changed += Json.number(answer, done);
            if (answer.get("unknown") instanceof List<?> none) {
                none.forEach(sequence -> unknown.add(String.valueOf(sequence)));
            }
        }
    }
}

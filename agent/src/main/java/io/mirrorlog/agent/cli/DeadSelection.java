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

/** Which dead letters and ranges of one connection are to be changed: those named, letters that fit, or all. */
final class DeadSelection {

    /** As many as the agent looks at in one page, and far fewer than it takes in one change. */
    private static final int STEP = 1_000;

    @Parameters(paramLabel = "NAME", index = "0", description = "The connection.")
    private String name = "";

    @Parameters(
            paramLabel = "SEQUENCE",
            index = "1..*",
            arity = "0..*",
            description = "The events, or ranges such as 4711-4999, as dead list shows them.")
    private List<String> named = new ArrayList<>();

    @Option(names = "--all", description = "All dead letters and all ranges of the connection.")
    private boolean all;

    @Option(names = "--ranges", description = "All ranges of the connection.")
    private boolean ranges;

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
        List<Long> letters = new ArrayList<>();
        List<Long> firsts = new ArrayList<>();
        for (String each : named) {
            DeadName wanted = DeadName.of(each);
            (wanted.isRange() ? firsts : letters).add(wanted.sequence());
        }
        var change = new Progress(agent, "/v1/dead/" + verb, done);
        change.ask("sequences", letters);
        change.ask("ranges", firsts);
        if (named.isEmpty()) {
            change.eachPage();
        }
        shell.out().println(change.told(said));
        if (change.unknown.isEmpty() || named.isEmpty()) {
            return Exit.OK;
        }
        shell.err().println("No dead letters of " + Printable.of(name) + ": " + String.join(", ", change.unknown));
        return Exit.DATA;
    }

    private void requireOneWayOfChoosing(Shell shell) throws ExitException {
        wishes.filter(shell.clock().instant());
        int ways = (named.isEmpty() ? 0 : 1)
                + (all ? 1 : 0)
                + (ranges ? 1 : 0)
                + (wishes.query().isEmpty() ? 0 : 1);
        if (ways != 1) {
            throw new ExitException(
                    Exit.USAGE,
                    "Say in one way which dead letters: by SEQUENCE, by options such as --site, by --ranges, or by --all.");
        }
    }

    /** What was changed so far. */
    private final class Progress {

        private final AgentClient agent;
        private final String path;
        private final String done;
        private final List<String> unknown = new ArrayList<>();
        private long changed;
        private long changedRanges;

        Progress(AgentClient agent, String path, String done) {
            this.agent = agent;
            this.path = path;
            this.done = done;
        }

        /** What is refused again meanwhile lies behind the page, so it is not met a second time. */
        void eachPage() throws ExitException {
            var source = new AgentDead(agent);
            if (!ranges) {
                each("sequences", "sequence", after -> source.page(name, wishes.query(), after, STEP));
            }
            if (all || ranges) {
                each("ranges", "first", after -> source.released(name, after, STEP));
            }
        }

        private void each(String member, String key, Pages pages) throws ExitException {
            long after = 0;
            do {
                DeadSource.Page page = pages.behind(after);
                List<Long> found = new ArrayList<>();
                for (String item : page.items()) {
                    found.add(Json.number(DeadCommand.object(item), key));
                }
                ask(member, found);
                after = page.next();
            } while (after > 0);
        }

        void ask(String member, List<Long> all) throws ExitException {
            for (int from = 0; from < all.size(); from += STEP) {
                List<Long> some = all.subList(from, Math.min(all.size(), from + STEP));
                String json = "{\"connection\":" + JsonStrings.quote(name) + ",\"" + member + "\":"
                        + some.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")) + "}";
                Map<String, @Nullable Object> answer =
                        agent.change(path, json).require(200).object();
                changed += Json.number(answer, done);
                changedRanges += Json.number(answer, done + "_ranges");
                addUnknown(answer.get("unknown"));
                addUnknown(answer.get("unknown_ranges"));
            }
        }

        private void addUnknown(@Nullable Object list) {
            if (list instanceof List<?> none) {
                none.forEach(sequence -> unknown.add(String.valueOf(sequence)));
            }
        }

        String told(String said) {
            List<String> parts = new ArrayList<>();
            if (changed > 0 || changedRanges == 0) {
                parts.add(Words.count(changed, "dead letter"));
            }
            if (changedRanges > 0) {
                parts.add(Words.count(changedRanges, "range"));
            }
            boolean one = changed + changedRanges == 1;
            return String.join(" and ", parts) + " of " + Printable.of(name) + (one ? " was " : " were ") + said + ".";
        }
    }

    /** Gives a page behind a sequence. */
    private interface Pages {
        DeadSource.Page behind(long after) throws ExitException;
    }
}

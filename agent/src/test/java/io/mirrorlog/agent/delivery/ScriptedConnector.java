package io.mirrorlog.agent.delivery;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers as it was told to, then takes everything; remembers what it was offered and what it took. */
public final class ScriptedConnector implements Connector {

    private final Deque<Function<List<Entry>, Outcome>> answers = new ArrayDeque<>();
    private final List<List<String>> offered = new ArrayList<>();
    private final List<@Nullable String> resumed = new ArrayList<>();

    public ScriptedConnector answers(Outcome... outcomes) {
        for (Outcome outcome : outcomes) {
            answers.add(entries -> outcome);
        }
        return this;
    }

    public ScriptedConnector answers(Function<List<Entry>, Outcome> answer) {
        answers.add(answer);
        return this;
    }

    @Override
    public void resume(@Nullable String bookmark) {
        resumed.add(bookmark);
    }

    @Override
    public Outcome deliver(List<Entry> entries) {
        offered.add(entries.stream().map(Entry::text).toList());
        Function<List<Entry>, Outcome> answer = answers.poll();
        return answer == null ? Outcome.DELIVERED : answer.apply(entries);
    }

    /** The texts of each delivery, in order. */
    public List<List<String>> offered() {
        return offered;
    }

    /** The bookmarks that it was handed, in order. */
    public List<@Nullable String> resumed() {
        return resumed;
    }
}

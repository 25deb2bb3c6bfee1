package io.mirrorlog.agent.stream;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said against an event.
 *
 * @param faults in which it is not as its schema wants it
 * @param failure why that could not be found out, such as {@code Failed loading schema at /nope/1.0.0}; null when it was
 * @param isPending whether it can be found out in a moment, by asking again
 */
public record Verdict(List<Fault> faults, @Nullable String failure, boolean isPending) {

    /** Nothing. */
    public static final Verdict GOOD = new Verdict(List.of(), null, false);

    /** Not known yet: the schema is not in memory, and is being read. */
    public static final Verdict PENDING = new Verdict(List.of(), "not validated: its schema is being read", true);

    private static final int MARKED_MAX = 10;
    private static final int TEXT_MAX = 300;

    public Verdict {
        faults = List.copyOf(faults);
        if (isPending && failure == null) {
            throw new IllegalArgumentException("what was found out is not pending");
        }
    }

    public static Verdict of(Fault... faults) {
        return of(List.of(faults));
    }

    public static Verdict of(List<Fault> faults) {
        return new Verdict(faults, null, false);
    }

    public static Verdict failed(String why) {
        return new Verdict(List.of(), why, false);
    }

    public boolean isGood() {
        return failure == null && faults.isEmpty();
    }

    /** All of it as one text; what EventGate calls {@code errorsText}. */
    public String text() {
        return failure != null ? failure : faults.stream().map(Fault::text).collect(Collectors.joining(", "));
    }

    /**
     * How it stands among the agent's marks of an event: {@code {"schema_errors":["…"]}}, at most {@value #MARKED_MAX}
     * texts of at most {@value #TEXT_MAX} characters, and how many more there are; nothing when it is good.
     */
    public String marks() {
        if (isGood()) {
            return Event.NONE;
        }
        List<String> told = new ArrayList<>();
        if (failure != null) {
            told.add(failure);
        }
        faults.stream().limit(MARKED_MAX).forEach(fault -> told.add(fault.text()));
        if (faults.size() > MARKED_MAX) {
            told.add("and " + (faults.size() - MARKED_MAX) + " more");
        }
        return told.stream()
                .map(text -> JsonStrings.quote(cut(text)))
                .collect(Collectors.joining(",", "{\"schema_errors\":[", "]}"));
    }

    /** Both together: what could not be found out does not undo what was. */
    public Verdict and(Verdict other) {
        List<Fault> all = new ArrayList<>(faults);
        all.addAll(other.faults);
        Verdict open = failure != null ? this : other;
        return new Verdict(all, open.failure, open.isPending);
    }

    private static String cut(String text) {
        if (text.length() <= TEXT_MAX) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(TEXT_MAX - 2)) ? TEXT_MAX - 2 : TEXT_MAX - 1;
        return text.substring(0, end) + "…";
    }
}

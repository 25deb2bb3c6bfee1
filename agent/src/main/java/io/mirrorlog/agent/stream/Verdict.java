package io.mirrorlog.agent.stream;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said against an event.
 *
 * @param faults in which it is not as its schema wants it
 * @param failure why that could not be found out, such as {@code Failed loading schema at /nope/1.0.0}; null when it was
 */
public record Verdict(List<Fault> faults, @Nullable String failure) {

    /** Nothing. */
    public static final Verdict GOOD = new Verdict(List.of(), null);

    /** Not known yet: the schema is not in memory, and is being read. */
    public static final Verdict PENDING = failed("not validated: its schema is being read");

    private static final int MARKED_MAX = 10;
    private static final int TEXT_MAX = 300;

    public Verdict {
        faults = List.copyOf(faults);
    }

    public static Verdict of(Fault... faults) {
        return new Verdict(List.of(faults), null);
    }

    public static Verdict failed(String why) {
        return new Verdict(List.of(), why);
    }

    public boolean isGood() {
        return failure == null && faults.isEmpty();
    }

    public boolean isPending() {
        return equals(PENDING);
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
        int more = faults.size() - MARKED_MAX;
        Stream<String> told = failure != null
                ? Stream.of(failure)
                : faults.stream().limit(MARKED_MAX).map(Fault::text);
        Stream<String> rest = more > 0 ? Stream.of("and " + more + " more") : Stream.empty();
        return Stream.concat(told, rest)
                .map(Verdict::cut)
                .map(JsonStrings::quote)
                .collect(Collectors.joining(",", "{\"schema_errors\":[", "]}"));
    }

    private static String cut(String text) {
        if (text.length() <= TEXT_MAX) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(TEXT_MAX - 2)) ? TEXT_MAX - 2 : TEXT_MAX - 1;
        return text.substring(0, end) + "…";
    }
}

package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sequences that are missing, the first thousand ranges of them by name.
 *
 * @param count how many sequences, all ranges together
 */
record Gaps(List<Span> named, long count) {

    static final Gaps NONE = new Gaps(List.of(), 0);

    private static final int NAMED_MAX = 1_000;

    Gaps {
        named = List.copyOf(named);
    }

    /** With these as well, both ends included; nothing when the range is empty. */
    Gaps and(long first, long last) {
        if (first > last) {
            return this;
        }
        List<Span> more = new ArrayList<>(named);
        Span before = more.isEmpty() ? null : more.get(more.size() - 1);
        if (before != null && before.last() + 1 == first) {
            more.set(more.size() - 1, new Span(before.first(), last));
        } else if (more.size() < NAMED_MAX) {
            more.add(new Span(first, last));
        }
        return new Gaps(more, count + last - first + 1);
    }

    /** As it is stored: {@code 3-7,12-12}. */
    String text() {
        return named.stream().map(span -> span.first() + "-" + span.last()).collect(Collectors.joining(","));
    }

    static Gaps read(String text, long count) {
        List<Span> named = Stream.of(text.split(","))
                .filter(range -> !range.isEmpty())
                .map(range -> new Span(
                        Long.parseLong(range.substring(0, range.indexOf('-'))),
                        Long.parseLong(range.substring(range.indexOf('-') + 1))))
                .toList();
        return new Gaps(named, count);
    }
}

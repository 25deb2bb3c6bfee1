package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is settled for a connection behind its position, while something before it still waits: spans in order, of which
 * no two touch.
 */
record Ahead(List<Span> spans) {

    static final Ahead NONE = new Ahead(List.of());

    /**
     * Of what is written directly, more is not remembered, so that the spans of a connection stay few whatever happens:
     * what was delivered beyond is delivered again. A lane adds no more than it has calls at once.
     */
    static final int SPANS_MAX = 256;

    Ahead {
        spans = List.copyOf(spans);
    }

    boolean isEmpty() {
        return spans.isEmpty();
    }

    /** The first span behind a sequence, or null. */
    @Nullable
    Span next(long after) {
        for (Span span : spans) {
            if (span.first() > after) {
                return span;
            }
        }
        return null;
    }

    /** The last sequence up to the given one that is in no span. */
    long lastOutside(long last) {
        long outside = last;
        for (int i = spans.size() - 1; i >= 0 && spans.get(i).last() >= outside; i--) {
            outside = Math.min(outside, spans.get(i).first() - 1);
        }
        return outside;
    }

    /** These and others, which lie behind all of these. */
    Ahead with(List<Span> later) {
        var all = new ArrayList<>(spans);
        for (Span span : later) {
            Span last = all.isEmpty() ? null : all.get(all.size() - 1);
            if (last != null && last.last() + 1 == span.first()) {
                all.set(all.size() - 1, new Span(last.first(), span.last()));
            } else {
                all.add(span);
            }
        }
        return new Ahead(all);
    }

    /** These and others, which lie anywhere but in these. */
    Ahead and(List<Span> others) {
        var all = new ArrayList<>(spans);
        all.addAll(others);
        all.sort(Comparator.comparingLong(Span::first));
        return NONE.with(all);
    }

    /** The last sequence of the span that holds this one; itself where none does. */
    long through(long sequence) {
        for (Span span : spans) {
            if (span.first() <= sequence && sequence <= span.last()) {
                return span.last();
            }
        }
        return sequence;
    }

    /** Whether a sequence is in one of them. */
    boolean holds(long sequence) {
        return spans.stream().anyMatch(span -> span.first() <= sequence && sequence <= span.last());
    }

    /** Those behind a sequence. */
    Ahead behind(long sequence) {
        return isEmpty()
                ? this
                : new Ahead(
                        spans.stream().filter(span -> span.first() > sequence).toList());
    }
}

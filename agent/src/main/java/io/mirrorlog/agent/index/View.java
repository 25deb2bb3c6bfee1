package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.TimeRange;
import java.util.List;

/**
 * All that is in the index at one moment.
 *
 * @param filed what is in the file
 * @param open what is behind it
 * @param position what was retained up to this sequence is in it
 */
record View(IndexFile file, List<Span> filed, Block open, long position) {

    /** With what is in the file by now; what has been filed of the open block since then is in it only once. */
    View filedAnew() {
        List<Span> before = file.spans().stream()
                .filter(span -> span.last() < open.span().first())
                .toList();
        return new View(file, before, open, position);
    }

    /** Between which times all of it lies. */
    TimeRange times() {
        return filed.stream().map(Span::times).reduce(open.span().times(), TimeRange::and);
    }
}

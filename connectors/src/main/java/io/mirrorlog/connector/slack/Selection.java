package io.mirrorlog.connector.slack;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first entries of a batch that one message holds.
 *
 * @param shown each by itself, in their order
 * @param counted together, as a digest
 */
record Selection(List<Entry> shown, List<Entry> counted) {

    /** So many events are shown in one message; beyond, Slack advises against so many attachments. */
    static final int SHOWN_MOST = 20;

    Selection {
        shown = List.copyOf(shown);
        counted = List.copyOf(counted);
    }

    /**
     * Takes as many as one message holds. What is critical is shown whatever waits: where no more can be shown the message ends
     * before it.
     *
     * @param waiting all that are offered, at least one
     * @param digestAfter when more than that wait, they are counted
     * @param quietBelow what is less grave is always counted
     */
    static Selection of(List<Entry> waiting, int digestAfter, @Nullable Severity quietBelow) {
        List<Entry> shown = new ArrayList<>();
        List<Entry> counted = new ArrayList<>();
        boolean many = waiting.size() > digestAfter;
        for (Entry entry : waiting) {
            Severity severity = entry.event().severity();
            boolean quiet = quietBelow != null && !severity.atLeast(quietBelow);
            if (severity != Severity.CRITICAL && (many || quiet)) {
                counted.add(entry);
            } else if (shown.size() < SHOWN_MOST) {
                shown.add(entry);
            } else {
                break;
            }
        }
        return new Selection(shown, counted);
    }

    /** How many there are, the first of those that wait. */
    int count() {
        return shown.size() + counted.size();
    }

    /** True for a message about one event that it shows. */
    boolean isSingle() {
        return shown.size() == 1 && counted.isEmpty();
    }
}

package io.mirrorlog.connector.webhook;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.http.Answer;
import io.mirrorlog.connector.http.Blame;
import io.mirrorlog.connector.http.Excerpts;
import io.mirrorlog.connector.http.HttpOutcomes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An answer with what it was said of, and the outcomes it can have.
 *
 * @param offered what the lane offered; the first of them were sent
 */
record Reply(Answer answer, List<Entry> sent, List<Entry> offered, Excerpts excerpts, Blame blame) {

    /** All that was sent is there. */
    Outcome delivered() {
        blame.taken();
        return sent.size() == offered.size() ? Outcome.DELIVERED : new Outcome.Delivered(sent.size(), null);
    }

    /**
     * Some of what was sent is there.
     *
     * @param refused reason by sequence
     * @param again sequences of those to be offered again
     * @param reason what is said when that is all of them
     */
    Outcome partly(Map<Long, String> refused, Set<Long> again, String reason) {
        if (refused.isEmpty() && again.isEmpty()) {
            return delivered();
        }
        if (refused.isEmpty() && again.size() == sent.size()) {
            return new Outcome.Retry(reason, answer.retryAfter());
        }
        Set<Long> later = new HashSet<>(again);
        offered.subList(sent.size(), offered.size()).forEach(entry -> later.add(entry.sequence()));
        return new Outcome.Mixed(refused, later);
    }

    /** One of them is to blame, and the answer does not say which. */
    Outcome blamed() {
        return blame.of(offered, reason());
    }

    /** Offered again, as it passes. */
    Outcome retried() {
        return new Outcome.Retry(reason(), answer.retryAfter());
    }

    /** As the one table has it; but what passes, and yet is not to be tried again, waits for the user. */
    Outcome byTable() {
        if (answer.isSuccess()) {
            return delivered();
        }
        Outcome outcome = HttpOutcomes.of(answer, said(answer.body()));
        return outcome instanceof Outcome.Retry retry ? new Outcome.Blocked(retry.reason()) : outcome;
    }

    /** As the one table has it, where 400 says that one of them is to blame. */
    Outcome byStatus() {
        return answer.status() == 400 ? blamed() : byTable();
    }

    /** The answer in words, with what of its body may be shown. */
    String reason() {
        return reason(answer.body());
    }

    /** The answer in words, with what of this text may be shown. */
    String reason(String text) {
        return HttpOutcomes.reason(answer, said(text));
    }

    /** What may be shown of a text that the destination has sent. */
    String said(String text) {
        return excerpts.of(text, sent);
    }
}

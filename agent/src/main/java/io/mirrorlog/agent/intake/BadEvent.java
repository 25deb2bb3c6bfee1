package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.stream.Verdict;
import org.jspecify.annotations.Nullable;

/** Says why one event cannot be taken: which field, and what is wrong with it. */
final class BadEvent extends Exception {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final int status;
    private final transient @Nullable Verdict verdict;

    BadEvent(String field, String problem) {
        this(400, field, problem);
    }

    /** @param field the key at fault, cut when it is very long; empty for the event as a whole */
    BadEvent(int status, String field, String problem) {
        super(problem, null, false, false); // an answer to a producer, not a place in the code
        this.field = field.length() > IntakeLimits.FIELD_SHOWN ? field.substring(0, IntakeLimits.FIELD_SHOWN) : field;
        this.status = status;
        this.verdict = null;
    }

    /** @param verdict what its schema, or the intake in the words of one, has against it */
    BadEvent(String field, Verdict verdict) {
        super(verdict.text(), null, false, false);
        this.field = field;
        this.status = 400;
        this.verdict = verdict;
    }

    String field() {
        return field;
    }

    String problem() {
        return String.valueOf(getMessage());
    }

    int status() {
        return status;
    }

    /** What a schema has against it; absent when it is at fault in another way. */
    @Nullable
    Verdict verdict() {
        return verdict;
    }
}

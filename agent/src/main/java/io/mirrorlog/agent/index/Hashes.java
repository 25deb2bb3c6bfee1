package io.mirrorlog.agent.index;

import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import org.jspecify.annotations.Nullable;

/** The small numbers that stand for what an event says: few things share one, and the event itself decides. Pure. */
final class Hashes {

    private static final int NONE = 0x5eed_0f00;

    private Hashes() {}

    static int of(@Nullable Scalar user) {
        return of(user == null ? null : user.text());
    }

    static int of(@Nullable String text) {
        return text == null ? NONE : text.hashCode();
    }

    static int of(@Nullable Long number) {
        return number == null ? NONE : number.hashCode();
    }

    /** From 0, the gravest, on. */
    @SuppressWarnings("EnumOrdinal") // the order is what is meant, and the file is built anew when it changes
    static int grade(Severity severity) {
        return severity.ordinal();
    }
}

package io.mirrorlog.agent.poll;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why a wiki could not be read now. Nothing is lost: it is read from the same place again. */
final class WikiTrouble extends Exception {

    private static final long serialVersionUID = 1L;

    /** Whose move it is. */
    enum Kind {
        /** It passes by itself. */
        PASSING,
        /** The answer is longer than what is read of one: fewer entries are to be asked for. */
        TOO_LONG,
        /** Somebody has to mend it: a login, an address, a file. */
        LASTING
    }

    private final Kind kind;
    private final transient @Nullable Duration wish;

    /**
     * @param reason for people, without secrets
     * @param wish how long the wiki wishes to be left alone; null when it said nothing
     */
    WikiTrouble(Kind kind, String reason, @Nullable Duration wish) {
        super(reason, null, false, false); // what a wiki said, not a place in the code
        this.kind = kind;
        this.wish = wish;
    }

    static WikiTrouble passing(String reason) {
        return new WikiTrouble(Kind.PASSING, reason, null);
    }

    static WikiTrouble lasting(String reason) {
        return new WikiTrouble(Kind.LASTING, reason, null);
    }

    Kind kind() {
        return kind;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    @Nullable
    Duration wish() {
        return wish;
    }
}

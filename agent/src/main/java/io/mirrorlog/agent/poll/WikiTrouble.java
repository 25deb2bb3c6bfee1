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
        /** The wiki's own code fails: for a while, or over one entry that it cannot format. */
        FAILING,
        /** The answer is longer than what is read of one. */
        TOO_LONG,
        /** The answer lacks the entry that should be its first: that alone is longer than the wiki lets an answer be. */
        WITHHELD,
        /** Somebody has to mend it: a login, an address, a file. */
        LASTING;

        /** Whether asking for fewer entries, or for less of them, may help. */
        boolean mayLieInAnEntry() {
            return this == FAILING || this == TOO_LONG || this == WITHHELD;
        }

        /** Whether there is no reason to hope that it passes by itself. */
        boolean isLasting() {
            return this != PASSING && this != FAILING;
        }
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

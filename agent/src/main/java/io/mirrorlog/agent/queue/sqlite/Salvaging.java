package io.mirrorlog.agent.queue.sqlite;

/**
 * How far a store that was set aside has been carried over into this one. Its events keep their sequences.
 *
 * @param source the name of its file
 * @param reason why it was set aside, for people
 * @param at when, in microseconds
 * @param low behind this sequence the old store had no gaps
 * @param high its last sequence; 0 where that is unknown
 * @param start no sequence of the old store is larger, every one given since is
 * @param first the first sequence that somebody may wait for
 * @param through what somebody waits for has been carried over up to here; begins before {@code first}
 * @param history so has what nobody waits for, begins with 0 and ends before {@code first}
 * @param restored how many events were
 * @param missing which could not be
 * @param placesLost some connection's position could not be read: such a one begins with the oldest event
 * @param historyLeft there was no room for all of the history
 */
record Salvaging(
        String source,
        String reason,
        long at,
        long low,
        long high,
        long start,
        long first,
        long through,
        long history,
        long restored,
        Gaps missing,
        boolean placesLost,
        boolean historyLeft) {

    /** True while connections must wait for events of the old store. */
    boolean isHolding() {
        return through < start;
    }

    boolean isDone() {
        return !isHolding() && history >= first - 1;
    }

    /** How many sequences behind that one were never given, as the new store began later on purpose. */
    long leftOut(long sequence) {
        return Math.max(0, start - Math.max(high, sequence));
    }

    Salvaging looked(long newThrough, long more, Gaps nowMissing) {
        return at(newThrough, history, restored + more, nowMissing, historyLeft);
    }

    Salvaging lookedBack(long newHistory, long more, Gaps nowMissing) {
        return at(through, newHistory, restored + more, nowMissing, historyLeft);
    }

    Salvaging withoutRest() {
        return at(through, first - 1, restored, missing, true);
    }

    private Salvaging at(long newThrough, long newHistory, long newRestored, Gaps gaps, boolean left) {
        return new Salvaging(
                source,
                reason,
                at,
                low,
                high,
                start,
                first,
                newThrough,
                newHistory,
                newRestored,
                gaps,
                placesLost,
                left);
    }
}

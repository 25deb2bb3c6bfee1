package io.mirrorlog.agent.queue.sqlite;

/**
 * The numbers that change with every commit.
 *
 * @param commits how many there were, by which two states of the file are told apart
 * @param last the last sequence given
 * @param events retained
 * @param purged no event up to here is retained, but for those that a purge left behind
 */
record Counters(long commits, long last, long events, long purged) {

    Counters nextCommit() {
        return new Counters(commits + 1, last, events, purged);
    }

    Counters appended(long count) {
        return new Counters(commits, last + count, events + count, purged);
    }

    /** Events of an older store are here again, behind what was purged. */
    Counters restored(long count) {
        return new Counters(commits, last, events + count, purged);
    }

    Counters deleted(long count, long through) {
        return new Counters(commits, last, events - count, Math.max(purged, through));
    }
}

package io.mirrorlog.agent.queue;

/**
 * What the queue did with one arrival.
 *
 * @param sequence the event's number; 0 for a duplicate, which has none of its own
 */
public record Receipt(long sequence, Fate fate) {

    /** The three things that can become of an arrival that is not refused. */
    public enum Fate {
        /** It is on disk. */
        STORED,
        /** It had been stored before, content and all: it is not stored again. */
        DUPLICATE,
        /** It is on disk, marked: its site had used the id for other content. */
        ID_REUSED
    }
}

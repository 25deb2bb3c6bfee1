package io.mirrorlog.agent.queue;

/** What keeps a store small and quick, for the chores to call. Safe for many threads; never in the way of an event for long. */
public interface Upkeep {

    /**
     * Moves the write-ahead log into the store, as far as readers and the writer leave it free to.
     *
     * @return by how many bytes the log has become smaller
     * @throws QueueException when the store cannot do it now; so do the others
     */
    long checkpoint();

    /** Lets the store look at how its data lie, so that it finds them well. */
    void optimise();

    /**
     * Gives one step of unused room back to the disk; what the store will soon need again it keeps.
     *
     * @return how many bytes that was; 0 when nothing is left to give
     */
    long giveBack();
}

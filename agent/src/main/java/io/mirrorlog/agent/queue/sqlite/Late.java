package io.mirrorlog.agent.queue.sqlite;

/** Whether something waits for a connection beside the queue's order. */
enum Late {
    NONE,
    /** To be offered when nothing else waits. */
    WAITING,
    /** Offered, and not settled since: it may have reached its destination. */
    BEGUN;

    /** As the tables tell it: the largest mark of what waits, -1 where nothing does. */
    static Late of(long begun) {
        return begun < 0 ? NONE : begun == 0 ? WAITING : BEGUN;
    }
}

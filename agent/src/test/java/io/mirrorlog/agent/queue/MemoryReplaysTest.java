package io.mirrorlog.agent.queue;

/** The plainest store. */
class MemoryReplaysTest extends ReplaysContract {

    private MemoryQueue kept = new MemoryQueue(clock);

    @Override
    protected EventQueue open() {
        kept = kept.reopened();
        return kept;
    }
}

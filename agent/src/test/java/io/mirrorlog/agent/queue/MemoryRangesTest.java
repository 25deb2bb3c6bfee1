package io.mirrorlog.agent.queue;

/** The plainest store. */
class MemoryRangesTest extends RangesContract {

    private MemoryQueue kept = new MemoryQueue(clock);

    @Override
    protected EventQueue open() {
        kept = kept.reopened();
        return kept;
    }
}

package io.mirrorlog.agent.queue;

class MemoryQueueTest extends EventQueueContract {

    private MemoryQueue kept = new MemoryQueue(clock);

    @Override
    protected EventQueue open() {
        kept = kept.reopened();
        return kept;
    }
}

package io.mirrorlog.agent.web;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all requests in flight may hold together. Safe for many threads. */
final class MemoryBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    MemoryBudget(long limit) {
        this.limit = limit;
    }

    /** A request's part of the budget, empty at first. */
    Share share() {
        return new Share();
    }

    long used() {
        return used.get();
    }

    private boolean take(long bytes) {
        if (used.addAndGet(bytes) <= limit) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    /** What one request holds; given back as a whole, once. */
    final class Share implements AutoCloseable {

        private long held;
        private boolean closed;

        private Share() {}

        /** Takes so many bytes more, or none and says false. */
        synchronized boolean take(long bytes) {
            if (closed || !MemoryBudget.this.take(bytes)) {
                return false;
            }
            held += bytes;
            return true;
        }

        /** Gives back all of it; nothing can be taken afterwards. */
        @Override
        public synchronized void close() {
            used.addAndGet(-held);
            held = 0;
            closed = true;
        }
    }
}

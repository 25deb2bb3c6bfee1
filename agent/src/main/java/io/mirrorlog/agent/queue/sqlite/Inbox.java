package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.QueueException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The work that waits for the writer: appends in order, changes in order, and changes first. They are small, and a lane
 * waits for each of its own before it goes on.
 *
 * <p>Safe for many threads; bounded by the memory that appends take.
 */
final class Inbox {

    /**
     * A commit takes no more than this, so that nobody waits for long; a single larger append goes alone. Measured: with
     * 5,000 the intake is no faster, but lanes wait for their turn, and a file gets a quarter fewer events a second.
     */
    private static final int EVENTS_AT_ONCE = 1_000;

    private static final long BYTES_AT_ONCE = 4 << 20;

    private final long weightMax;
    private final ArrayDeque<Work<?>> changes = new ArrayDeque<>();
    private final ArrayDeque<Work<?>> appends = new ArrayDeque<>();
    private long weight;
    private boolean closed;

    Inbox(long weightMax) {
        this.weightMax = weightMax;
    }

    synchronized void put(Work<?> work) {
        if (closed) {
            throw new QueueException("the queue is closed");
        }
        if (work.needsRoom() && weight > 0 && weight + work.weight() > weightMax) {
            throw new QueueException("the queue is busy: " + Bytes.text(weight) + " wait to be written");
        }
        (work.needsRoom() ? appends : changes).add(work);
        weight += work.weight();
        notifyAll();
    }

    /** Waits for work and takes what one commit may hold; empty when the inbox is closed and nothing is left. */
    synchronized List<Work<?>> take() {
        while (changes.isEmpty() && appends.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                // The writer's thread belongs to the queue: an interrupt can only mean the end.
                closed = true;
            }
        }
        var taken = new ArrayList<Work<?>>(changes);
        changes.clear();
        int events = 0;
        long bytes = 0;
        for (Work<?> next = appends.peek(); next != null; next = appends.peek()) {
            boolean first = events == 0;
            events += next.events();
            bytes += next.bytes();
            if (!first && (events > EVENTS_AT_ONCE || bytes > BYTES_AT_ONCE)) {
                break;
            }
            taken.add(appends.remove());
            weight -= next.weight();
        }
        return taken;
    }

    /** Refuses what comes from now on. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}

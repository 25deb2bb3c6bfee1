package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** The first so many in an order, of all that are offered. One thread. */
final class Best {

    private final LogOrder order;
    private final int atMost;
    private final PriorityQueue<LogKey> worstFirst;

    Best(LogOrder order, int atMost) {
        this.order = order;
        this.atMost = atMost;
        this.worstFirst = new PriorityQueue<>(order.reversed());
    }

    /** @param from what stands before is not wanted */
    void offer(LogKey key, LogKey from) {
        if (order.compare(key, from) < 0) {
            return;
        }
        LogKey worst = worstFirst.peek();
        if (worst == null || worstFirst.size() < atMost) {
            worstFirst.add(key);
        } else if (order.compare(key, worst) < 0) {
            worstFirst.poll();
            worstFirst.add(key);
        }
    }

    /** False when no event of these times can be among the first any more. */
    boolean mayWant(TimeRange times) {
        LogKey worst = worstFirst.peek();
        return worst == null || worstFirst.size() < atMost || !order.areBehind(times, worst);
    }

    /** False when nothing of that second can be among the first any more. */
    boolean mayWant(long second) {
        LogKey worst = worstFirst.peek();
        if (worst == null || worstFirst.size() < atMost) {
            return true;
        }
        return order.isNewestFirst() ? second >= worst.second() : second <= worst.second();
    }

    List<LogKey> sorted() {
        List<LogKey> found = new ArrayList<>(worstFirst);
        found.sort(order);
        return found;
    }
}

package io.mirrorlog.connector.file;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What survives of a lane when the agent is killed: the position and the bookmark stored with it. */
final class SettlingLane {

    /** One of so many deliveries meets each kind of mishap. */
    private static final int MISHAPS = 6;

    private final List<Entry> entries;
    private int position;
    private @Nullable String bookmark;

    SettlingLane(List<Entry> entries) {
        this.entries = entries;
    }

    boolean isDone() {
        return position == entries.size();
    }

    @Nullable
    String bookmark() {
        return bookmark;
    }

    void resume(Connector connector) {
        connector.resume(bookmark);
    }

    /** Offers the next entries, at most so many. */
    Outcome offer(Connector connector, int atMost) throws InterruptedException {
        return connector.deliver(entries.subList(position, Math.min(position + atMost, entries.size())));
    }

    /** Stores what a delivery of at most so many brought forward. */
    void settle(Outcome outcome, int atMost) {
        if (outcome instanceof Outcome.Delivered delivered) {
            int offered = Math.min(atMost, entries.size() - position);
            position += Math.min(delivered.count(), offered);
            bookmark = delivered.bookmark() == null ? bookmark : delivered.bookmark();
        }
    }

    /** Offers and settles all there is, so many at a time. */
    void run(Connector connector, int atMost) throws InterruptedException {
        while (!isDone()) {
            Outcome outcome = offer(connector, atMost);
            if (!(outcome instanceof Outcome.Delivered)) {
                throw new AssertionError(outcome);
            }
            settle(outcome, atMost);
        }
    }

    /**
     * Offers at most so many and settles them, unless chance lets the agent die before it settles, or the settlement fail.
     *
     * @return false when the agent was killed, at a step of its disk or just before it settled
     */
    boolean survives(Connector connector, int atMost, Random random) throws InterruptedException {
        try {
            Outcome outcome = offer(connector, atMost);
            if (random.nextInt(MISHAPS) == 0) {
                return false;
            }
            if (random.nextInt(MISHAPS) == 0) {
                resume(connector); // the settlement failed
            } else {
                settle(outcome, atMost);
            }
            return true;
        } catch (FailingDisk.Killed e) {
            return false;
        }
    }
}

package io.mirrorlog.agent.read;

import io.mirrorlog.agent.format.Format;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.web.JsonText;
import io.mirrorlog.agent.web.Outlet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One reader of {@link LiveTail} with his place in the queue. The tail's thread, but for the first call and the last. */
final class TailReader {

    /** In nanoseconds: at least so often something is sent, so that nobody between takes the connection for dead. */
    static final long HEARTBEAT = TimeUnit.SECONDS.toNanos(15);

    private static final long STALLED = TimeUnit.SECONDS.toNanos(30);

    private final Outlet outlet;
    private final EventFilter filter;
    private final Format json;
    private String head;
    private long position;
    private long sent = System.nanoTime();
    private long taken = sent;
    private long waiting;

    /**
     * @param head what comes first, as it is sent
     * @param position the sequence behind which to go on
     */
    TailReader(Outlet outlet, EventFilter filter, Format json, String head, long position) {
        this.outlet = outlet;
        this.filter = filter;
        this.json = json;
        this.head = head;
        this.position = position;
    }

    Outlet outlet() {
        return outlet;
    }

    /** The sequence behind which to go on. */
    long position() {
        return position;
    }

    /** True for one who has left, or takes nothing and is cut for it. */
    boolean isGone(long now) {
        if (outlet.waiting() < waiting || !outlet.isFull()) {
            taken = now;
        }
        waiting = outlet.waiting();
        if (!outlet.isClosed() && now - taken > STALLED) {
            cut("nothing was read for 30 seconds; go on with the last id");
            return true;
        }
        return outlet.isClosed();
    }

    /**
     * Sends what of these events is asked for, as much as there is room for.
     *
     * @param events those behind the position
     * @return false when there was nothing to look at
     */
    boolean goOn(List<QueuedEvent> events, long now) {
        var text = new StringBuilder(head);
        head = "";
        for (QueuedEvent queued : events) {
            if (text.length() >= Outlet.FULL_BYTES) {
                break;
            }
            if (queued.sequence() != position + 1) {
                gap(text, position, queued.sequence());
            }
            position = queued.sequence();
            if (filter.test(queued.event())) {
                append(text, json, queued);
            }
        }
        boolean quiet = text.isEmpty();
        if (quiet && now - sent >= HEARTBEAT) {
            // An id alone is no event, but where the next connection goes on.
            text.append(":\nid: ").append(position).append("\n\n");
        }
        if (!text.isEmpty()) {
            sent = now;
            outlet.write(text.toString());
        }
        return !events.isEmpty() || !quiet;
    }

    /** Appends an event as it is sent. */
    static void append(StringBuilder to, Format json, QueuedEvent queued) {
        String event = json.render(queued.event(), queued.event().site(), queued.sequence());
        to.append("id: ")
                .append(queued.sequence())
                .append("\ndata: ")
                .append(event)
                .append("\n\n");
    }

    /** Appends that events are missing between two sequences. */
    static void gap(StringBuilder to, long after, long next) {
        to.append("event: gap\ndata: {\"after\":").append(after);
        to.append(",\"next\":").append(next).append("}\n\n");
    }

    /** Ends it, saying why. */
    void cut(String reason) {
        String told = new JsonText().open().key("reason").text(reason).close().toString();
        outlet.write("event: cut\ndata: " + told + "\n\n");
        outlet.end();
    }
}

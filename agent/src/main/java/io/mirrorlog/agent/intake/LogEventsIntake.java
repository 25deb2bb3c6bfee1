package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.Arrival.Fingerprint;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.Incoming;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.connector.Event;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes the entries of a wiki's log that the agent has read by itself; what cannot be taken is kept with what the intake
 * refuses. Safe for many threads.
 *
 * <p>An entry is known again by its site and number alone: tags and what is hidden of it may change while it is read a
 * second time, and it is the same entry.
 */
public final class LogEventsIntake {

    /** Odd, with its bits mixed: near times lie far apart. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final EventQueue queue;
    private final RefusedEvents refusals;
    private final EventReader reader;

    public LogEventsIntake(EventQueue queue, RefusedEvents refusals, String defaultSite, InstantSource clock) {
        this.queue = queue;
        this.refusals = refusals;
        this.reader = new EventReader(defaultSite, clock);
    }

    /**
     * Stores entries of one site in this order, all that can be taken or none.
     *
     * @param entries JSON objects, as {@code list=logevents} returns them
     * @param marks what the agent has to say about each of them: a compact JSON object
     * @return completes on the queue's thread when they are on disk; fails with a {@link QueueException} when the queue
     *     does not take them
     */
    public CompletableFuture<Void> take(String site, List<String> entries, String marks) {
        if (entries.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        byte[] body = ("[" + String.join(",", entries) + "]").getBytes(UTF_8);
        try {
            Incoming incoming = queue.incoming(body.length + body.length / 4);
            var request = new EventReader.Request(site, site, Shape.LOGEVENTS, false);
            EventReader.Reading reading = reader.read(body, request, arrival -> incoming.add(known(arrival, marks)));
            refusals.keep(reading.refused());
            return incoming.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : incoming.append().thenAccept(receipts -> {});
        } catch (Refusal e) {
            return CompletableFuture.failedFuture(new QueueException("they are no entries: " + e.detail()));
        } catch (QueueException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * An entry is known by its id and its second, which never change, as its tags do and what is hidden of it. By its id
     * alone two entries of another agent might be one: some have the site's ids there, others the agent's.
     */
    private static Arrival known(Arrival arrival, String marks) {
        Event event = arrival.event().marked(marks);
        Fingerprint whole = arrival.fingerprint();
        if (whole == null) {
            return new Arrival(event, null);
        }
        long entry = whole.name() ^ (event.timestamp().toEpochSecond() * SPREAD);
        return new Arrival(event, new Fingerprint(entry, entry));
    }
}

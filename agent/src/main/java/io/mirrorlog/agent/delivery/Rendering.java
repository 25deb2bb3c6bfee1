package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Identifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Turns events into what one connection carries. Pure: the same events always give the same text. */
public final class Rendering {

    /** Appends the text of an event. */
    @FunctionalInterface
    public interface Text {
        void append(StringBuilder to, Event event, String identifier, long sequence);
    }

    /** What most events take, in UTF-16 units. */
    private static final int USUAL_LENGTH = 1024;

    private final @Nullable Identifier identifier;
    private final Predicate<Event> passedOver;
    private final Text text;

    /** Everything is for this connection. */
    public Rendering(@Nullable Identifier identifier, Text text) {
        this(identifier, event -> false, text);
    }

    /**
     * @param identifier shown in place of the event's site, if given
     * @param passedOver which events are not for this connection
     */
    public Rendering(@Nullable Identifier identifier, Predicate<Event> passedOver, Text text) {
        this.identifier = identifier;
        this.passedOver = passedOver;
        this.text = text;
    }

    /**
     * A batch as the connector gets it.
     *
     * @param entries none when all of the batch is passed over
     * @param passedOver the sequences of those that are not for this connection
     */
    record Rendered(Batch batch, List<Entry> entries, Set<Long> passedOver) {

        /** The start of the batch of which the destination has so many entries, with what was passed over before the next. */
        Batch throughEntry(int count) {
            if (count >= entries.size()) {
                return batch;
            }
            long next = entries.get(count).sequence();
            int events = 0;
            while (batch.events().get(events).sequence() != next) {
                events++;
            }
            return batch.first(events);
        }

        /** Of what was passed over, that which is in the start of the batch. */
        Set<Long> passedOverIn(Batch start) {
            if (start.events().size() == batch.events().size()) {
                return passedOver;
            }
            Set<Long> over = new HashSet<>(passedOver);
            over.retainAll(start.events().stream().map(QueuedEvent::sequence).toList());
            return over;
        }
    }

    /** As many entries from the start of the batch as fit into so many bytes of text, but at least one if there is any. */
    Rendered of(Batch batch, long bytes) {
        List<Entry> entries = new ArrayList<>(batch.events().size());
        Set<Long> over = Set.of();
        var room = new Room(bytes);
        var buffer = new StringBuilder(USUAL_LENGTH);
        for (QueuedEvent queued : batch.events()) {
            if (passedOver.test(queued.event())) {
                over = with(queued.sequence(), over);
                continue;
            }
            Entry entry = entry(queued.sequence(), queued.event(), buffer);
            if (!room.takes(entry.text()) && !entries.isEmpty()) {
                break;
            }
            entries.add(entry);
        }
        return new Rendered(batch.first(entries.size() + over.size()), entries, over);
    }

    /** Most batches have none: those make no set. */
    private static Set<Long> with(long sequence, Set<Long> over) {
        Set<Long> more = over.isEmpty() ? new HashSet<>() : over;
        more.add(sequence);
        return more;
    }

    /** An event that is not in the queue, as the connection would carry it. */
    public Entry entry(long sequence, Event event) {
        return entry(sequence, event, new StringBuilder(USUAL_LENGTH));
    }

    /** @param buffer the same for a whole batch, which spares each event the growing of one */
    private Entry entry(long sequence, Event event, StringBuilder buffer) {
        String shown = identifier == null ? event.site() : identifier.of(event.site());
        buffer.setLength(0);
        text.append(buffer, event, shown, Math.max(0, sequence));
        return new Entry(sequence, event, shown, buffer.toString());
    }
}

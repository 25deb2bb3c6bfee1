package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import java.util.ArrayList;
import java.util.List;
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

    private final @Nullable String identifier;
    private final Text text;

    /** @param identifier shown in place of the event's site, if given */
    public Rendering(@Nullable String identifier, Text text) {
        this.identifier = identifier;
        this.text = text;
    }

    /** As many entries from the start of the batch as fit into so many bytes of text, but at least one. */
    List<Entry> of(Batch batch, long bytes) {
        List<Entry> entries = new ArrayList<>(batch.events().size());
        var room = new Room(bytes);
        var buffer = new StringBuilder(USUAL_LENGTH);
        for (QueuedEvent queued : batch.events()) {
            Entry entry = entry(queued.sequence(), queued.event(), buffer);
            if (!room.takes(entry.text()) && !entries.isEmpty()) {
                break;
            }
            entries.add(entry);
        }
        return entries;
    }

    /** An event that is not in the queue, as the connection would carry it. */
    public Entry entry(long sequence, Event event) {
        return entry(sequence, event, new StringBuilder(USUAL_LENGTH));
    }

    /** @param buffer the same for a whole batch, which spares each event the growing of one */
    private Entry entry(long sequence, Event event, StringBuilder buffer) {
        String shown = identifier != null ? identifier : event.site();
        buffer.setLength(0);
        text.append(buffer, event, shown, sequence);
        return new Entry(sequence, event, shown, buffer.toString());
    }
}

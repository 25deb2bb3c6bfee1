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

    /** The text of an event. */
    @FunctionalInterface
    public interface Text {
        String of(Event event, String identifier, long sequence);
    }

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
        long used = 0;
        for (QueuedEvent queued : batch.events()) {
            Entry entry = entry(queued);
            used += utf8Length(entry.text()) + 1;
            if (used > bytes && !entries.isEmpty()) {
                break;
            }
            entries.add(entry);
        }
        return entries;
    }

    private Entry entry(QueuedEvent queued) {
        Event event = queued.event();
        String shown = identifier != null ? identifier : event.site();
        return new Entry(queued.sequence(), event, shown, text.of(event, shown, queued.sequence()));
    }

    private static long utf8Length(String text) {
        long length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x800) {
                length += Character.isSurrogate(c) ? 1 : 2;
            } else if (c >= 0x80) {
                length++;
            }
        }
        return length;
    }
}

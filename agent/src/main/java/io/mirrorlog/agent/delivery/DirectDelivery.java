package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Outcome.Mixed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One direct delivery: what of which requests a connector is offered at once. */
final class DirectDelivery {

    /** An event of a request, by its place there. */
    record Slot(DirectShare share, int place) {}

    private final List<Slot> slots;
    private List<Entry> entries = List.of();

    DirectDelivery(List<Slot> slots) {
        this.slots = new ArrayList<>(slots);
    }

    /**
     * Makes entries of as many events as fit into so many bytes of text, at least one. An event that is not in the queue
     * yet has no sequence: its entry's is below zero, a name for the outcome alone, and its text shows none.
     *
     * @return false when nobody waits for any of them
     */
    boolean render(Rendering rendering, long bytes, Instant now) {
        List<QueuedEvent> events = new ArrayList<>();
        List<Slot> present = new ArrayList<>();
        long length = 0;
        for (Slot slot : slots) {
            Event event = slot.share().event(slot.place());
            if (event != null && length <= bytes) {
                int size = event.message().length() + event.metadata().length();
                events.add(new QueuedEvent((long) present.size() - slots.size(), now, size, event));
                present.add(slot);
                length += size;
            }
        }
        Rendering.Rendered rendered = rendering.of(new Batch(Batch.Source.LIVE, events, true), bytes);
        entries = rendered.entries();
        slots.clear();
        for (int i = 0; i < rendered.batch().events().size(); i++) {
            Slot slot = present.get(i);
            if (rendered.passedOver().contains(events.get(i).sequence())) {
                slot.share().leave(slot.place());
            } else {
                slots.add(slot);
            }
        }
        return !entries.isEmpty();
    }

    List<Entry> entries() {
        return entries;
    }

    int size() {
        return slots.size();
    }

    /** Whether somebody has not waited for its end. */
    boolean isLate() {
        return slots.stream().anyMatch(slot -> slot.share().isOver());
    }

    /** The first of them are there. */
    void delivered(int count) {
        slots.stream().limit(count).forEach(slot -> slot.share().delivered(slot.place()));
    }

    void delivered(Mixed mixed) {
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            long name = entries.get(i).sequence();
            String reason = mixed.refused().get(name);
            if (reason != null) {
                slot.share().refused(slot.place(), reason);
            } else if (mixed.again().contains(name)) {
                slot.share().later(slot.place(), "the destination wants it again later");
            } else {
                slot.share().delivered(slot.place());
            }
        }
    }

    /** The first one will never be taken. */
    void refused(String reason) {
        slots.get(0).share().refused(slots.get(0).place(), reason);
    }

    /** None of the requests gets any further. */
    void fail(String reason) {
        slots.forEach(slot -> slot.share().fail(reason));
    }
}

package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.connector.Event;

/** What the agent has to say about an event. Pure. */
final class Marks {

    private Marks() {}

    /** The event with one mark more, which is true. */
    static Event with(Event event, String mark) {
        String member = "\"" + mark + "\":true}";
        String marks = event.marks();
        return marks.equals(Event.NONE)
                ? event.marked("{" + member)
                : event.marked(marks.substring(0, marks.length() - 1) + "," + member);
    }
}

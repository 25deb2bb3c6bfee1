package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.format.Format;
import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.read.EventCsv;
import io.mirrorlog.connector.Event;
import java.time.Instant;
import java.time.ZoneOffset;

/** How a command prints events, each with the end of its line. Pure. */
enum EventPrint {
    /** The mirrored line. */
    LINE,
    /** The one JSON shape. */
    JSON,
    CSV;

    private static final Format LINES = Formats.named("line", ZoneOffset.UTC);

    /** What stands before all events. */
    String head() {
        return this == CSV ? EventCsv.HEADER : "";
    }

    /**
     * An event that the agent gave.
     *
     * @param shape in the one JSON shape
     * @throws IllegalArgumentException when it is not
     */
    String text(String shape) {
        if (this == JSON) {
            return Printable.of(shape) + "\n";
        }
        EventJson.Numbered numbered = EventJson.readNumbered(shape);
        return text(new QueuedEvent(numbered.sequence(), Instant.EPOCH, shape.length(), numbered.event()));
    }

    String text(QueuedEvent queued) {
        Event event = queued.event();
        return switch (this) {
            case LINE -> LINES.render(event, event.site(), 0) + "\n";
            case JSON -> Formats.json().render(event, event.site(), queued.sequence()) + "\n";
            case CSV -> EventCsv.line(queued);
        };
    }
}

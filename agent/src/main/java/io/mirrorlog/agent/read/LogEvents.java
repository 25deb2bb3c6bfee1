package io.mirrorlog.agent.read;

import io.mirrorlog.agent.format.Format;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;

/**
 * {@code GET /v1/logevents}: the retained events, the youngest first, as {@code {"events":[…],"next":N}}.
 *
 * <p>Parameters: those of {@link EventFilter}; {@code limit} (50, at most 1,000); {@code before}, the {@code next} of
 * the page before. A page may be empty and still have a {@code next}, since one answer looks at a bounded number of
 * events and bytes. For {@code format} see {@link Listing}.
 */
public final class LogEvents implements Function<Request, Answer> {

    private static final int LIMIT = 50;
    private static final int LARGEST_LIMIT = 1_000;

    private final Pages<QueuedEvent> log;
    private final Format json;
    private final InstantSource clock;

    /** @param json the one JSON shape */
    public LogEvents(Pages<QueuedEvent> log, Format json, InstantSource clock) {
        this.log = log;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public Answer apply(Request request) {
        Map<String, String> query = request.query();
        try {
            Listing listing = Listing.asked(query, "events");
            EventFilter filter = EventFilter.of(query, clock.instant());
            long before = Parameters.number(query, "before", Long.MAX_VALUE, Long.MAX_VALUE);
            int limit = (int) Parameters.number(query, "limit", LIMIT, LARGEST_LIMIT);
            Pages.Page<QueuedEvent> page = log.read(filter, before, limit);
            return listing.of(page.items().stream().map(this::rendered).toList(), page.next());
        } catch (IllegalArgumentException e) {
            return Answer.problem(400, "Bad Request", String.valueOf(e.getMessage()));
        }
    }

    private String rendered(QueuedEvent queued) {
        return json.render(queued.event(), queued.event().site(), queued.sequence());
    }
}

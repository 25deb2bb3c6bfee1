package io.mirrorlog.agent.read;

import io.mirrorlog.agent.format.Format;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * {@code GET /v1/logevents}: the retained events, the youngest first, as {@code {"events":[…],"next":N}}.
 *
 * <p>Parameters: those of {@link EventFilter}; {@code limit} (50, at most 1,000); {@code before}, the {@code next} of
 * the page before. A page may be empty and still have a {@code next}, since one answer looks at a bounded number of
 * events and bytes. {@code format=ndjson} gives one event a line instead, and {@code next} in the header {@value #NEXT}.
 */
public final class LogEvents implements Function<Request, Answer> {

    /** Where an NDJSON answer says how to read on; absent at the end. */
    public static final String NEXT = "Mirrorlog-Next";

    private static final Set<String> FORMS = Set.of("json", "ndjson");
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
        String form = query.getOrDefault("format", "json");
        Pages.Page<QueuedEvent> page;
        try {
            if (!FORMS.contains(form)) {
                throw new IllegalArgumentException("format: may be json or ndjson");
            }
            EventFilter filter = EventFilter.of(query, clock.instant());
            long before = Parameters.number(query, "before", Long.MAX_VALUE, Long.MAX_VALUE);
            page = log.read(filter, before, (int) Parameters.number(query, "limit", LIMIT, LARGEST_LIMIT));
        } catch (IllegalArgumentException e) {
            return Answer.problem(400, "Bad Request", String.valueOf(e.getMessage()));
        }
        return form.equals("ndjson") ? lines(page) : object(page);
    }

    private Answer lines(Pages.Page<QueuedEvent> page) {
        var lines = new StringBuilder();
        for (QueuedEvent queued : page.items()) {
            lines.append(rendered(queued)).append('\n');
        }
        Answer answer = Answer.text(200, "application/x-ndjson", lines.toString());
        return page.next() == 0 ? answer : answer.with(NEXT, Long.toString(page.next()));
    }

    private Answer object(Pages.Page<QueuedEvent> page) {
        String events = page.items().stream().map(this::rendered).collect(Collectors.joining(","));
        String next = page.next() == 0 ? "null" : Long.toString(page.next());
        return Answer.json(200, "{\"events\":[" + events + "],\"next\":" + next + "}");
    }

    private String rendered(QueuedEvent queued) {
        return json.render(queued.event(), queued.event().site(), queued.sequence());
    }
}

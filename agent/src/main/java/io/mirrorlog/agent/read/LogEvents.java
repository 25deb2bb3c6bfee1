package io.mirrorlog.agent.read;

import io.mirrorlog.agent.format.Format;
import io.mirrorlog.agent.index.LogIndex;
import io.mirrorlog.agent.index.LogKey;
import io.mirrorlog.agent.index.LogOrder;
import io.mirrorlog.agent.index.TooSlowException;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * {@code GET /v1/logevents}: the retained events in the order of their own time, as {@code {"events":[…],"next":"…"}}.
 *
 * <p>Parameters: those of {@link EventFilter}; {@code order} (newest first, or oldest); {@code limit} (50, at most
 * 1,000); {@code cursor}, the {@code next} of the page before. A page may be empty and still have a {@code next}, since
 * one answer takes a bounded time and a bounded number of bytes. {@code format} is json, ndjson or csv; the latter two
 * tell {@code next} in a header ({@link Listing#NEXT}), and only the first page of CSV has the names of the columns.
 */
public final class LogEvents implements Function<Request, Answer> {

    private static final int LIMIT = 50;
    private static final int LARGEST_LIMIT = 1_000;

    private static final Set<String> OWN = Set.of("order", "limit", "cursor", "format");

    private static final Set<String> FORMATS = Set.of("json", "ndjson", "csv");

    private final LogIndex log;
    private final Format json;
    private final InstantSource clock;

    /** @param json the one JSON shape */
    public LogEvents(LogIndex log, Format json, InstantSource clock) {
        this.log = log;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public Answer apply(Request request) {
        try {
            return answer(request.query());
        } catch (IllegalArgumentException e) {
            return Answer.problem(400, "Bad Request", String.valueOf(e.getMessage()));
        } catch (TooSlowException e) {
            return Answer.problem(503, "Service Unavailable", String.valueOf(e.getMessage()))
                    .with("Retry-After", "5");
        }
    }

    private Answer answer(Map<String, String> query) {
        EventFilter.requireKnown(query.keySet(), OWN);
        String format = query.getOrDefault("format", "json");
        if (!FORMATS.contains(format)) {
            throw new IllegalArgumentException("format: may be json, ndjson or csv");
        }
        LogOrder order = Cursor.order(query.getOrDefault("order", "newest"));
        String cursor = query.get("cursor");
        LogKey from = cursor == null ? order.start() : Cursor.read(cursor, order);
        int limit = (int) Parameters.number(query, "limit", LIMIT, LARGEST_LIMIT);
        LogIndex.Found page = log.find(EventFilter.of(query, clock.instant()).query(), order, from, limit);
        LogKey key = page.next();
        String next = key == null ? null : Cursor.of(order, key);
        if (format.equals("csv")) {
            String lines = page.events().stream().map(EventCsv::line).collect(Collectors.joining());
            String text = cursor == null ? EventCsv.HEADER + lines : lines;
            return Listing.following(Answer.text(200, "text/csv; charset=utf-8", text), next);
        }
        return Listing.asked(query, "events")
                .of(page.events().stream().map(this::rendered).toList(), next);
    }

    private String rendered(QueuedEvent queued) {
        return json.render(queued.event(), queued.event().site(), queued.sequence());
    }
}

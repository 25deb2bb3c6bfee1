package io.mirrorlog.agent.read;

import io.mirrorlog.agent.queue.DeadLetter;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.UnknownConnectionException;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * {@code GET /v1/dead}: the dead letters of one connection in queue order, as {@code {"dead":[…],"next":N}}.
 *
 * <p>Parameters: {@code connection}; those of {@link EventFilter}; {@code limit} (100, at most 1,000); {@code after}, the
 * {@code next} of the page before. A page may be empty and still have a {@code next}, since one answer looks at a bounded
 * number of letters and bytes. With {@code sequence} it is that one alone, with its whole event. For {@code format} see
 * {@link Listing}.
 */
public final class DeadLetters implements Function<Request, Answer> {

    private static final int LIMIT = 100;
    private static final int LARGEST_LIMIT = 1_000;

    private final EventQueue queue;
    private final InstantSource clock;

    public DeadLetters(EventQueue queue, InstantSource clock) {
        this.queue = queue;
        this.clock = clock;
    }

    @Override
    public Answer apply(Request request) {
        try {
            return answer(request.query());
        } catch (UnknownConnectionException e) {
            return Answer.problem(404, "Not Found", String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return Answer.problem(400, "Bad Request", String.valueOf(e.getMessage()));
        }
    }

    private Answer answer(Map<String, String> query) {
        String connection = query.get("connection");
        if (connection == null) {
            throw new IllegalArgumentException("connection: must say whose dead letters are wanted");
        }
        Listing listing = Listing.asked(query, "dead");
        long sequence = Parameters.number(query, "sequence", 0, Long.MAX_VALUE);
        if (sequence > 0) {
            return one(connection, sequence, listing);
        }
        EventFilter filter = EventFilter.of(query, clock.instant());
        int limit = (int) Parameters.number(query, "limit", LIMIT, LARGEST_LIMIT);
        long after = Parameters.number(query, "after", 0, Long.MAX_VALUE);
        Pages.Page<DeadLetter> page = Pages.ofDeadLetters(
                        (position, atMost) -> queue.deadLetters(connection, position, atMost))
                .read(filter, after, limit);
        return listing.of(page.items().stream().map(DeadLetterJson::inList).toList(), page.next());
    }

    private Answer one(String connection, long sequence, Listing listing) {
        List<DeadLetter> found = queue.deadLetters(connection, sequence - 1, 1);
        if (found.isEmpty() || found.get(0).sequence() != sequence) {
            return Answer.problem(404, "Not Found", connection + " has no dead letter " + sequence);
        }
        return listing.of(List.of(DeadLetterJson.whole(found.get(0))), 0);
    }
}

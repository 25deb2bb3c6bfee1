package io.mirrorlog.agent.read;

import io.mirrorlog.agent.queue.DeadLetter;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.Released;
import io.mirrorlog.agent.queue.UnknownConnectionException;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import io.mirrorlog.connector.Event;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * {@code GET /v1/dead}: the dead letters of one connection in queue order, as {@code {"dead":[…],"next":N}}.
 *
 * <p>Each is shown as its connection may see it; filters look at the event as it is.
 *
 * <p>Parameters: {@code connection}; those of {@link EventFilter}; {@code limit} (100, at most 1,000); {@code after}, the
 * {@code next} of the page before. A page may be empty and still have a {@code next}, since one answer looks at a bounded
 * number of letters and bytes. With {@code sequence} it is that one alone, with its whole event. For {@code format} see
 * {@link Listing}.
 *
 * <p>A first page that no filter makes shorter has the first ranges that were given up as {@code released}; with
 * {@code kind=released} they are the items, and {@code sequence} is the first one of a range, whose file is read through.
 */
public final class DeadLetters implements Function<Request, Answer> {

    private static final int LIMIT = 100;
    private static final int LARGEST_LIMIT = 1_000;

    private final EventQueue queue;
    private final InstantSource clock;
    private final Function<String, UnaryOperator<Event>> redactions;

    /** @param redactions makes of an event what a connection, by its name, may see of it */
    public DeadLetters(EventQueue queue, InstantSource clock, Function<String, UnaryOperator<Event>> redactions) {
        this.queue = queue;
        this.clock = clock;
        this.redactions = redactions;
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
        if (query.getOrDefault("kind", "").equals("released")) {
            return released(connection, query);
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
        List<String> letters = page.items().stream()
                .map(letter -> DeadLetterJson.inList(seen(letter)))
                .toList();
        boolean first = after == 0 && Collections.disjoint(query.keySet(), EventFilter.WISHES);
        List<Released> ranges = first ? queue.released(connection, 0, limit) : List.of();
        return ranges.isEmpty()
                ? listing.of(letters, page.next())
                : listing.of(
                        letters,
                        page.next(),
                        "released",
                        ranges.stream().map(ReleasedJson::of).toList());
    }

    private Answer released(String connection, Map<String, String> query) {
        Listing listing = Listing.asked(query, "released");
        long sequence = Parameters.number(query, "sequence", 0, Long.MAX_VALUE);
        int limit = (int) Parameters.number(query, "limit", LIMIT, LARGEST_LIMIT);
        long after = Parameters.number(query, "after", 0, Long.MAX_VALUE);
        List<Released> found =
                queue.released(connection, sequence > 0 ? sequence - 1 : after, sequence > 0 ? 1 : limit);
        if (sequence > 0) {
            if (found.isEmpty() || found.get(0).first() != sequence) {
                return Answer.problem(
                        404, "Not Found", connection + " has no released range that begins with " + sequence);
            }
            return listing.of(List.of(ReleasedJson.of(found.get(0), queue.problemOf(connection, sequence))), 0);
        }
        long next = found.size() < limit ? 0 : found.get(found.size() - 1).first();
        return listing.of(found.stream().map(ReleasedJson::of).toList(), next);
    }

    /** As its destination was allowed to see it. */
    private DeadLetter seen(DeadLetter letter) {
        return letter.showing(
                redactions.apply(letter.connection()).apply(letter.queued().event()));
    }

    private Answer one(String connection, long sequence, Listing listing) {
        List<DeadLetter> found = queue.deadLetters(connection, sequence - 1, 1);
        if (found.isEmpty() || found.get(0).sequence() != sequence) {
            return Answer.problem(404, "Not Found", connection + " has no dead letter " + sequence);
        }
        return listing.of(List.of(DeadLetterJson.whole(seen(found.get(0)))), 0);
    }
}

package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.index.LogIndex;
import io.mirrorlog.agent.index.LogKey;
import io.mirrorlog.agent.index.LogOrder;
import io.mirrorlog.agent.index.LogQuery;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code list=logevents}: the retained events in the order of second and log id, so that a place is told by these two.
 * Safe for many threads.
 */
final class Logevents {

    /** How many entries an answer has where nothing is said; may have; and may have for a reader with high limits. */
    static final int LIMIT = 10;

    static final int LIMIT_MAX = 500;
    static final int LIMIT_HIGH_MAX = 5_000;

    static final List<Parameter> PARAMETERS = List.of(
            Parameter.someOf("prop", LogeventsWish.PROPS, LogeventsWish.USUAL_PROPS),
            Parameter.oneOf("type", LogKinds.TYPES, null),
            Parameter.oneOf("action", LogKinds.ACTIONS, null),
            Parameter.of("start", "timestamp"),
            Parameter.of("end", "timestamp"),
            Parameter.oneOf("dir", List.of("newer", "older"), "older"),
            Parameter.of("user", "user"),
            Parameter.of("title", "string"),
            Parameter.of("namespace", "namespace"),
            Parameter.of("prefix", "string"),
            Parameter.of("tag", "string"),
            Parameter.manyOf("ids", "integer"),
            Parameter.of("limit", "limit"),
            Parameter.of("continue", "string"));

    /** Those names as a request has them. */
    static final List<String> NAMES =
            PARAMETERS.stream().map(parameter -> "le" + parameter.name()).toList();

    private final LogIndex log;
    private final Samples samples;

    Logevents(LogIndex log) {
        this.log = log;
        this.samples = new Samples(log);
    }

    /**
     * One page.
     *
     * @param entries in JSON
     * @param next the value of {@code lecontinue} that goes on behind them; absent at the end
     */
    record Page(List<String> entries, @Nullable String next) {

        String json() {
            return "[" + String.join(",", entries) + "]";
        }
    }

    /** @throws ApiFault when a parameter makes no sense */
    Page page(Asking asking) throws ApiFault {
        var wish = new LogeventsWish(asking, samples);
        Set<String> props = wish.props();
        int limit = wish.limit();
        LogOrder order = wish.order();
        LogKey from = wish.from(order);
        LogQuery query = wish.query(order);
        return read(
                query,
                order,
                from,
                limit,
                new EntryJson(asking.form(), props, asking.wiki().site() == null));
    }

    /** What is found at once, within the bytes and the time that this may take: the client asks on. */
    private Page read(LogQuery query, LogOrder order, LogKey from, int limit, EntryJson form) {
        LogIndex.Found found = log.find(query, order, from, limit);
        List<String> entries = found.events().stream().map(form::of).toList();
        LogKey next = found.next();
        int size = entries.size();
        LogKey last = size == 0 ? null : order.keyOf(found.events().get(size - 1));
        return new Page(entries, next == null ? null : place(next, last));
    }

    /** As a wiki tells it; the sequence is added only where two entries in a row have the same second and log id. */
    private static String place(LogKey next, @Nullable LogKey last) {
        String place = WikiTime.stamp(Instant.ofEpochSecond(next.second())) + "|" + next.tie();
        boolean same = last != null && last.second() == next.second() && last.tie() == next.tie();
        return same ? place + "|" + next.sequence() : place;
    }
}

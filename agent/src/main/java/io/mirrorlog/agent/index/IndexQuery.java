package io.mirrorlog.agent.index;

import io.mirrorlog.connector.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A query in the words of the index: finds what the query asks for, and perhaps more, so that each event is asked in the
 * end. Pure.
 */
final class IndexQuery {

    /** A statement with its texts; all numbers stand in it. */
    record Sql(String text, List<String> strings) {

        Sql {
            strings = List.copyOf(strings);
        }
    }

    /** What has an index of its own. */
    private record Criterion(String index, String condition, List<String> strings) {}

    /** Behind any title with the same beginning. */
    private static final String LAST_CHARACTER = "\udbff\udfff";

    private final List<Criterion> indexed = new ArrayList<>();
    private final List<String> conditions = new ArrayList<>();
    private final List<String> strings = new ArrayList<>();
    private final String time;
    private boolean named;

    /** @param sites their numbers, and {@code kinds} those of types and actions, at least as new as the entries */
    IndexQuery(LogQuery query, Words sites, Words kinds) {
        time = time(query.since(), query.until());
        if (query.title() != null) {
            String head = IndexTables.head(query.title());
            criterion("by_title", "title = ?", List.of(head));
        }
        if (query.titlePrefix() != null && !query.titlePrefix().isEmpty()) {
            String head = IndexTables.head(query.titlePrefix());
            criterion("by_title", "title >= ? AND title <= ?", List.of(head, head + LAST_CHARACTER));
        }
        if (query.user() != null) {
            criterion("by_user", "user = " + query.user().hashCode(), List.of());
        }
        if (query.type() != null || query.action() != null || query.pattern() != null) {
            oneOf("by_kind", "kind", numbers(kinds, kind -> query.fitsKind(Kind.example(kind))));
        }
        if (!query.sites().isEmpty()) {
            oneOf("by_site", "site", numbers(sites, query.sites()::contains));
        }
        severity(query);
        if (query.namespace() != null) {
            conditions.add("ns = " + query.namespace());
        }
        names(query);
    }

    private static String time(@Nullable Instant since, @Nullable Instant until) {
        return (since == null ? "" : " AND second >= " + since.getEpochSecond())
                + (until == null ? "" : " AND second <= " + until.getEpochSecond());
    }

    private void criterion(String index, String condition, List<String> texts) {
        indexed.add(new Criterion(index, condition, texts));
        conditions.add(condition);
        strings.addAll(texts);
    }

    private void oneOf(String index, String column, List<Integer> numbers) {
        criterion(index, column + in(numbers), List.of());
    }

    private static String in(Collection<? extends Number> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", " IN (", ")"));
    }

    private static List<Integer> numbers(Words words, Predicate<String> test) {
        Map<String, Integer> all = words.all();
        List<Integer> numbers = new ArrayList<>();
        numbers.add(Words.OTHERS);
        all.forEach((word, number) -> {
            if (test.test(word)) {
                numbers.add(number);
            }
        });
        return numbers;
    }

    private void severity(LogQuery query) {
        if (query.severity() == null) {
            return;
        }
        int grade = IndexTables.grade(query.severity().severity());
        String condition = "severity " + (query.severity().orGraver() ? "<= " : "= ") + grade;
        if (grade <= IndexTables.grade(Severity.HIGH)) {
            criterion("grave", condition + " AND severity <= 1", List.of());
        } else {
            conditions.add(condition);
        }
    }

    /** Few, and each found at once. */
    private void names(LogQuery query) {
        if (!query.sequences().isEmpty()) {
            named = true;
            conditions.add("sequence" + in(query.sequences()));
        }
        if (!query.logIds().isEmpty()) {
            named = true;
            String ids = in(query.logIds());
            conditions.add("(sequence" + ids + " OR (log_id <> sequence AND log_id" + ids + "))");
        }
    }

    /** The indexes that may lead there quickly; none where the entries are named. */
    List<String> indexes() {
        return named
                ? List.of()
                : indexed.stream().map(Criterion::index).distinct().toList();
    }

    /** Counts what an index leads to, but not beyond that number. */
    Sql count(String index, int most) {
        List<Criterion> parts =
                indexed.stream().filter(part -> part.index().equals(index)).toList();
        String condition = parts.stream().map(Criterion::condition).collect(Collectors.joining(" AND "));
        List<String> texts =
                parts.stream().flatMap(part -> part.strings().stream()).toList();
        return new Sql(
                "SELECT count(*) FROM (SELECT 1 FROM entries INDEXED BY " + index + " WHERE " + condition + time
                        + " LIMIT " + most + ")",
                texts);
    }

    /**
     * The places from one on, in order.
     *
     * @param index the one to use; null for the order's own
     * @param through the largest sequence that is looked at
     */
    Sql keys(@Nullable String index, LogOrder order, LogKey from, long through, int atMost) {
        String by = index != null ? " INDEXED BY " + index : named ? "" : " INDEXED BY by_time";
        String tie = switch (order.by()) {
            case TIME -> "nano";
            case LOG_ID -> "log_id";
            case SEQUENCE -> "sequence";
        };
        String direction = order.isNewestFirst() ? " DESC" : "";
        String all = conditions.stream().map(condition -> " AND " + condition).collect(Collectors.joining());
        return new Sql(
                "SELECT second, " + tie + ", sequence FROM entries" + by + " WHERE +sequence <= " + through + time
                        + behind(order, from, tie) + all + " ORDER BY second" + direction + ", " + tie + direction
                        + ", sequence" + direction + " LIMIT " + atMost,
                strings);
    }

    /** The second stands for itself, so that the index is entered there. */
    private static String behind(LogOrder order, LogKey from, String tie) {
        String less = order.isNewestFirst() ? " < " : " > ";
        String second = number(from.second());
        String decided = number(from.tie());
        return " AND second" + less.stripTrailing() + "= " + second + " AND (second" + less + second + " OR " + tie
                + less + decided + " OR (" + tie + " = " + decided + " AND sequence" + less.stripTrailing() + "= "
                + number(from.sequence()) + "))";
    }

    /** SQLite reads the digits of the smallest number as too large a one. */
    private static String number(long number) {
        return number == Long.MIN_VALUE ? "(" + (number + 1) + "-1)" : Long.toString(number);
    }

    /** Whether an event that is found must be looked at for more than the index knows. */
    static boolean leavesMuch(LogQuery query) {
        return query.text() != null || query.tag() != null || !query.ids().isEmpty();
    }
}

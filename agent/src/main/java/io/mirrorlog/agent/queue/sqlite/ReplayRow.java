package io.mirrorlog.agent.queue.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.json.JsonScanner;
import io.mirrorlog.agent.json.JsonScanner.BrokenJson;
import io.mirrorlog.agent.queue.Replay;
import io.mirrorlog.connector.JsonStrings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A replay as it is stored.
 *
 * @param since in microseconds; so are the other times
 * @param wishes a JSON object of texts
 */
record ReplayRow(
        Replay.State state,
        long first,
        long last,
        long position,
        long missing,
        long sent,
        boolean begun,
        @Nullable Long since,
        @Nullable Long until,
        long at,
        @Nullable Long ended,
        String wishes) {

    /** All that {@link #of} reads, in its order. */
    static final String COLUMNS = "state, first, last, position, missing, sent, begun, since, until, at, ended, wishes";

    static ReplayRow of(ResultSet row) throws SQLException {
        return new ReplayRow(
                Replay.State.valueOf(row.getString(1)),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getBoolean(7),
                optional(row, 8),
                optional(row, 9),
                row.getLong(10),
                optional(row, 11),
                row.getString(12));
    }

    private static @Nullable Long optional(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? null : number;
    }

    /** One that begins. */
    static ReplayRow begin(Replay.Wish wish, long first, long last, long now) {
        Instant since = wish.since();
        Instant until = wish.until();
        return new ReplayRow(
                Replay.State.RUNNING,
                first,
                last,
                first - 1,
                0,
                0,
                false,
                since == null ? null : Micros.ceiling(since),
                until == null ? null : Micros.ceiling(until),
                now,
                null,
                text(wish.only()));
    }

    Replay.Wish wish() {
        return new Replay.Wish(instant(since), instant(until), only(wishes));
    }

    private static @Nullable Instant instant(@Nullable Long micros) {
        return micros == null ? null : Micros.instant(micros);
    }

    Replay told(String connection) {
        return new Replay(
                connection, wish(), state, first, last, position, sent, missing, Micros.instant(at), instant(ended));
    }

    private static String text(Map<String, String> only) {
        return new TreeMap<>(only)
                .entrySet().stream()
                        .map(wish -> JsonStrings.quote(wish.getKey()) + ":" + JsonStrings.quote(wish.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static Map<String, String> only(String wishes) {
        byte[] json = wishes.getBytes(UTF_8);
        var scanner = new JsonScanner(json, 0, json.length);
        var only = new HashMap<String, String>();
        try {
            scanner.open();
            while (scanner.more('}')) {
                String name = scanner.nameAmong();
                scanner.value();
                only.put(name, scanner.text());
            }
            return only;
        } catch (BrokenJson e) {
            throw new IllegalStateException("a replay's wishes cannot be read", e);
        }
    }
}

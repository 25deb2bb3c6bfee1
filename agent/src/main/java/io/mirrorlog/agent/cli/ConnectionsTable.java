package io.mirrorlog.agent.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All connections that an agent knows as a table for people. Pure. */
final class ConnectionsTable {

    private static final Table.Column[] COLUMNS = {
        Table.left("CONNECTION"),
        Table.left("CONNECTOR"),
        Table.left("STATE"),
        Table.right("POSITION"),
        Table.right("WAITING"),
        Table.right("DELIVERED"),
        Table.right("DEAD"),
        Table.right("GIVEN UP")
    };

    private ConnectionsTable() {}

    /** @param connections what {@code GET /v1/connections} tells of them */
    static String of(Map<String, @Nullable Object> connections) {
        List<String[]> rows = connections.keySet().stream()
                .map(name -> row(name, Json.member(connections, name)))
                .toList();
        var text = new StringBuilder();
        Table.append(text, COLUMNS, rows, (column, cell) -> cell);
        for (String name : connections.keySet()) {
            Map<String, @Nullable Object> replay = Json.member(Json.member(connections, name), "replay");
            if (!replay.isEmpty()) {
                text.append('\n').append(replay(name, replay));
            }
        }
        return text.toString().stripTrailing();
    }

    /** {@code replay of archive: running, 12 of 40 looked at, 7 sent}. */
    private static String replay(String name, Map<String, @Nullable Object> replay) {
        long before = Json.number(replay, "first") - 1;
        long missing = Json.number(replay, "missing");
        return "replay of " + Printable.of(name) + ": " + Printable.of(String.valueOf(Json.text(replay, "state")))
                + ", "
                + Words.number(Json.number(replay, "position") - before) + " of "
                + Words.number(Json.number(replay, "last") - before) + " looked at, "
                + Words.number(Json.number(replay, "sent")) + " sent"
                + (missing == 0 ? "" : ", " + Words.number(missing) + " not retained any more");
    }

    private static String[] row(String name, Map<String, @Nullable Object> connection) {
        String connector = Json.text(connection, "connector");
        String state = Json.text(connection, "state");
        return new String[] {
            Printable.of(name),
            connector == null ? "not configured" : Printable.of(connector),
            state == null ? "-" : Printable.of(state),
            Words.number(Json.number(connection, "position")),
            Words.number(Json.number(connection, "waiting")),
            Words.number(Json.number(connection, "delivered")),
            Words.number(Json.number(connection, "dead")),
            Words.number(Json.number(connection, "released"))
        };
    }
}

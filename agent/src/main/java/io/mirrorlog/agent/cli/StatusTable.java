package io.mirrorlog.agent.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The status as tables for people. Pure. */
final class StatusTable {

    private static final Table.Column[] CONNECTIONS = {
        Table.left("CONNECTION"),
        Table.left("STATE"),
        Table.right("WAITING"),
        Table.right("LAG"),
        Table.right("DELIVERED"),
        Table.right("DEAD"),
        Table.left("NEXT TRY"),
        Table.left("LAST ERROR")
    };
    private static final int STATE = 1;
    private static final Table.Column[] SITES = {
        Table.left("SITE"), Table.right("EVENTS"), Table.left("LAST EVENT"), Table.right("REFUSED SINCE START")
    };
    private static final int ERROR_LENGTH_MAX = 120;
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final int RATE = 4;

    private final Map<String, @Nullable Object> status;
    private final Instant now;
    private final @Nullable Rates before;

    private StatusTable(Map<String, @Nullable Object> status, Instant now, @Nullable Rates before) {
        this.status = status;
        this.now = now;
        this.before = before;
    }

    /** @param status what {@code GET /v1/status} tells */
    static String of(Map<String, @Nullable Object> status, Instant now, boolean coloured) {
        return new StatusTable(status, now, null).text(coloured);
    }

    /** With the rate of each connection since the last look. */
    static String watched(Map<String, @Nullable Object> status, Instant now, boolean coloured, Rates before) {
        return new StatusTable(status, now, before).text(coloured);
    }

    private String text(boolean coloured) {
        Map<String, @Nullable Object> queue = Json.member(status, "queue");
        var text = new StringBuilder("mirrorlog ");
        text.append(Printable.of(String.valueOf(status.get("version")))).append(", running since ");
        text.append(time(status, "started")).append("\nqueue: ");
        text.append(Words.count(Json.number(queue, "events"), "event")).append(", ");
        text.append(Words.size(Json.number(queue, "bytes")));
        text.append(setAside(queue))
                .append(givenUp())
                .append(plaintext())
                .append(wikis())
                .append(chores())
                .append(configuration())
                .append("\n\n");

        List<String[]> connections = new ArrayList<>();
        Json.member(status, "connections").keySet().forEach(name -> connections.add(connection(name)));
        Table.append(text, columns(), connections, (column, cell) -> coloured && column == STATE ? tinted(cell) : cell);

        List<String[]> sites = new ArrayList<>();
        Json.member(status, "sites").keySet().forEach(name -> sites.add(site(name)));
        if (!sites.isEmpty()) {
            text.append('\n');
            Table.append(text, SITES, sites, (column, cell) -> cell);
        }
        return text.toString().stripTrailing();
    }

    /** One line for each store that was set aside because of damage. */
    private String setAside(Map<String, @Nullable Object> queue) {
        var lines = new StringBuilder();
        Map<String, @Nullable Object> stores = Json.member(queue, "set_aside");
        for (String name : stores.keySet()) {
            Map<String, @Nullable Object> store = Json.member(stores, name);
            lines.append("\ndamaged: ").append(Printable.of(name));
            lines.append("true".equals(Json.text(store, "carried_over")) ? ", " : ", being carried over: ");
            lines.append(Words.count(Json.number(store, "restored"), "event")).append(" restored, ");
            lines.append(Words.number(Json.number(store, "missing"))).append(" missing; ");
            lines.append(cut(Printable.of(String.valueOf(Json.text(store, "reason")))));
        }
        return lines.toString();
    }

    /** One line for each connection that has given up events. */
    private String givenUp() {
        var lines = new StringBuilder();
        Map<String, @Nullable Object> connections = Json.member(status, "connections");
        for (String name : connections.keySet()) {
            long events = Json.number(Json.member(connections, name), "released");
            if (events > 0) {
                lines.append("\ngiven up: ")
                        .append(Words.count(events, "event"))
                        .append(" of ");
                lines.append(Printable.of(name)).append("; mirrorlog dead list shows where they are");
            }
        }
        return lines.toString();
    }

    /** One line where an admin has allowed that events go over the network without encryption. */
    private String plaintext() {
        Map<String, @Nullable Object> connections = Json.member(status, "connections");
        String names = connections.keySet().stream()
                .filter(name -> "true".equals(Json.text(Json.member(connections, name), "allow_plaintext")))
                .map(Printable::of)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : "\nwithout encryption (allow_plaintext): " + cut(names);
    }

    /** One line for each wiki whose log the agent reads. */
    private String wikis() {
        var lines = new StringBuilder();
        Map<String, @Nullable Object> wikis = Json.member(status, "mediawiki");
        for (String site : wikis.keySet()) {
            Map<String, @Nullable Object> wiki = Json.member(wikis, site);
            lines.append("\nreads ").append(Printable.of(site)).append(": ");
            lines.append(String.valueOf(Json.text(wiki, "state")));
            lines.append(", its log until ").append(time(wiki, "position"));
            if (Json.number(wiki, "failures") > 0) {
                lines.append("; ").append(cut(Printable.of(String.valueOf(Json.text(wiki, "last_error")))));
            }
        }
        return lines.toString();
    }

    /** One line: what went wrong, else the chore that ran last. Nothing where the agent tells of none. */
    private String chores() {
        Map<String, @Nullable Object> chores = Json.member(status, "chores");
        List<String> failed = new ArrayList<>();
        String latest = "";
        String shown = "none has run yet";
        for (String name : chores.keySet()) {
            Map<String, @Nullable Object> chore = Json.member(chores, name);
            String last = Json.text(chore, "last_run");
            String told = Printable.of(name) + " at " + time(chore, "last_run") + ": "
                    + cut(Printable.of(String.valueOf(Json.text(chore, "told"))));
            if ("failed".equals(Json.text(chore, "outcome"))) {
                failed.add(told);
            } else if (last != null && last.compareTo(latest) > 0) {
                latest = last;
                shown = "last " + told;
            }
        }
        if (chores.isEmpty()) {
            return "";
        }
        return "\nchores: " + (failed.isEmpty() ? shown : "failed: " + String.join("; ", failed));
    }

    /** One line where the file and what is in force are not the same. */
    private String configuration() {
        Map<String, @Nullable Object> configuration = Json.member(status, "configuration");
        String refused = Json.text(configuration, "refused");
        if (refused != null) {
            List<String> problems = refused.lines().toList();
            String more = problems.size() > 1 ? " (the first of several; mirrorlog check tells all)" : "";
            return "\nconfiguration: the newest is refused, that of " + time(configuration, "read") + " is in force: "
                    + cut(Printable.of(problems.isEmpty() ? "" : problems.get(0))) + more;
        }
        if (configuration.get("awaits_restart") instanceof List<?> awaiting) {
            String options = awaiting.stream().map(String::valueOf).collect(Collectors.joining(", "));
            return "\nconfiguration: " + cut(Printable.of(options)) + " waits for a restart";
        }
        return "";
    }

    private Table.Column[] columns() {
        List<Table.Column> columns = new ArrayList<>(List.of(CONNECTIONS));
        if (before != null) {
            columns.add(RATE, Table.right("RATE"));
        }
        return columns.toArray(Table.Column[]::new);
    }

    private String[] connection(String name) {
        Map<String, @Nullable Object> connection = Json.member(Json.member(status, "connections"), name);
        List<String> cells = new ArrayList<>(List.of(
                Printable.of(name),
                Printable.of(String.valueOf(connection.get("state"))),
                Words.number(Json.number(connection, "waiting")),
                Words.age(Json.number(connection, "lag_seconds")),
                Words.number(Json.number(connection, "delivered")),
                Words.number(Json.number(connection, "dead")),
                time(connection, "next_try"),
                error(connection)));
        if (before != null) {
            cells.add(RATE, before.since(name, Json.number(connection, "delivered"), now));
        }
        return cells.toArray(String[]::new);
    }

    private String error(Map<String, @Nullable Object> connection) {
        String paused = Json.text(connection, "paused_reason");
        if (paused != null) {
            return "paused: " + cut(Printable.of(paused)) + " (since " + time(connection, "paused_since") + ")";
        }
        String error = Json.text(connection, "last_error");
        if (error == null) {
            String reason = Json.text(connection, "state_reason");
            return reason == null
                    ? "-"
                    : cut(Printable.of(reason)) + " (since " + time(connection, "state_since") + ")";
        }
        String since = time(connection, "failing_since");
        return cut(Printable.of(error)) + (since.equals("-") ? "" : " (since " + since + ")");
    }

    private String[] site(String name) {
        Map<String, @Nullable Object> site = Json.member(Json.member(status, "sites"), name);
        return new String[] {
            Printable.of(name),
            Words.number(Json.number(site, "events")),
            time(site, "last_seen"),
            Words.number(Json.number(site, "refused"))
        };
    }

    /** A time of today without its date; a dash where there is none. */
    private String time(Map<String, @Nullable Object> object, String name) {
        String text = Json.text(object, name);
        if (text == null) {
            return "-";
        }
        try {
            Instant time = Instant.parse(text);
            boolean today = time.atOffset(ZoneOffset.UTC)
                    .toLocalDate()
                    .equals(now.atOffset(ZoneOffset.UTC).toLocalDate());
            return (today ? TIME : DAY_AND_TIME).format(time);
        } catch (DateTimeException e) {
            return Printable.of(text);
        }
    }

    private static String tinted(String state) {
        String colour = switch (state.strip()) {
            case "live" -> "32";
            case "catching_up", "retrying" -> "33";
            default -> "31";
        };
        return "\u001b[" + colour + "m" + state + "\u001b[0m";
    }

    private static String cut(String text) {
        return Words.cut(text, ERROR_LENGTH_MAX);
    }
}

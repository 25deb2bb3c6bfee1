package io.mirrorlog.agent.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The status as a table for people. Pure. */
final class StatusTable {

    private static final String[] HEAD = {
        "CONNECTION", "STATE", "WAITING", "LAG", "DELIVERED", "DEAD", "NEXT TRY", "LAST ERROR"
    };
    private static final int LONGEST_ERROR = 100;

    private StatusTable() {}

    static String of(Map<String, @Nullable Object> status, boolean coloured) {
        Map<String, @Nullable Object> queue = Json.member(status, "queue");
        var text = new StringBuilder();
        text.append("mirrorlog ")
                .append(status.get("version"))
                .append(", running since ")
                .append(status.get("started"));
        text.append(String.format("%nqueue: %s events, %s%n%n", number(queue.get("events")), size(queue.get("bytes"))));
        List<String[]> rows = new ArrayList<>();
        rows.add(HEAD);
        Json.member(status, "connections").keySet().forEach(name -> rows.add(row(name, status)));
        appendTable(text, rows, coloured);
        appendSites(text, Json.member(status, "sites"));
        return text.toString().stripTrailing();
    }

    private static String[] row(String name, Map<String, @Nullable Object> status) {
        Map<String, @Nullable Object> connection = Json.member(Json.member(status, "connections"), name);
        return new String[] {
            name,
            String.valueOf(connection.get("state")),
            number(connection.get("waiting")),
            age(connection.get("lag_seconds")),
            number(connection.get("delivered")),
            number(connection.get("dead")),
            connection.get("next_try") == null ? "-" : clockTime(String.valueOf(connection.get("next_try"))),
            connection.get("last_error") == null ? "-" : cut(String.valueOf(connection.get("last_error")))
        };
    }

    private static void appendTable(StringBuilder text, List<String[]> rows, boolean coloured) {
        int[] widths = new int[HEAD.length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                String cell = String.format("%-" + widths[i] + "s", row[i]);
                line.append(i == 0 ? "" : "  ")
                        .append(i == 1 && coloured && !row[1].equals(HEAD[1]) ? tinted(cell) : cell);
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
    }

    private static void appendSites(StringBuilder text, Map<String, @Nullable Object> sites) {
        if (sites.isEmpty()) {
            return;
        }
        text.append(System.lineSeparator()).append("sites:").append(System.lineSeparator());
        sites.keySet().forEach(name -> {
            Map<String, @Nullable Object> site = Json.member(sites, name);
            text.append("  ")
                    .append(name)
                    .append(": ")
                    .append(number(site.get("events")))
                    .append(" events");
            if (site.get("last_seen") != null) {
                text.append(", last ").append(site.get("last_seen"));
            }
            if (!"0".equals(String.valueOf(site.get("refused")))) {
                text.append(", ").append(number(site.get("refused"))).append(" refused since the start");
            }
            text.append(System.lineSeparator());
        });
    }

    private static String tinted(String state) {
        String colour = switch (state.strip()) {
            case "live" -> "32";
            case "catching_up", "retrying" -> "33";
            default -> "31";
        };
        return "\u001b[" + colour + "m" + state + "\u001b[0m";
    }

    private static String number(@Nullable Object number) {
        return String.format(Locale.ROOT, "%,d", Long.parseLong(String.valueOf(number)));
    }

    private static String size(@Nullable Object bytes) {
        double count = Long.parseLong(String.valueOf(bytes));
        for (String unit : List.of("bytes", "KiB", "MiB", "GiB")) {
            if (count < 1024 || unit.equals("GiB")) {
                return String.format(Locale.ROOT, unit.equals("bytes") ? "%.0f %s" : "%.1f %s", count, unit);
            }
            count /= 1024;
        }
        throw new IllegalStateException("the last unit takes everything");
    }

    private static String age(@Nullable Object seconds) {
        long count = Long.parseLong(String.valueOf(seconds));
        if (count < 120) {
            return count + " s";
        }
        return count < 7200 ? count / 60 + " min" : count / 3600 + " h";
    }

    /** The time of day out of {@code 2026-11-21T20:16:00.123Z}. */
    private static String clockTime(String instant) {
        return instant.length() < 19 ? instant : instant.substring(11, 19) + " UTC";
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_ERROR ? text : text.substring(0, LONGEST_ERROR - 1) + "…";
    }
}

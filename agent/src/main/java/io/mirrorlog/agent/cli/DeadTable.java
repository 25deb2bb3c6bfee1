package io.mirrorlog.agent.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Dead letters as a table for people. Pure. */
final class DeadTable {

    private static final Table.Column[] COLUMNS = {
        Table.left("CONNECTION"),
        Table.right("SEQUENCE"),
        Table.left("SITE"),
        Table.left("REFUSED"),
        Table.right("ATTEMPTS"),
        Table.left("REASON"),
        Table.left("MESSAGE")
    };
    private static final Table.Column[] RANGES = {
        Table.left("CONNECTION"),
        Table.left("RANGE"),
        Table.right("LEFT"),
        Table.left("ARRIVED SINCE"),
        Table.left("STATE"),
        Table.left("REASON"),
        Table.left("FILE")
    };
    private static final int TEXT_MAX = 60;

    private DeadTable() {}

    static String of(List<Map<String, @Nullable Object>> letters) {
        var text = new StringBuilder();
        Table.append(text, COLUMNS, letters.stream().map(DeadTable::row).toList(), (column, cell) -> cell);
        return text.toString().stripTrailing();
    }

    /** What was given up. */
    static String ofRanges(List<Map<String, @Nullable Object>> ranges) {
        var text = new StringBuilder();
        Table.append(text, RANGES, ranges.stream().map(DeadTable::range).toList(), (column, cell) -> cell);
        return text.toString().stripTrailing();
    }

    private static String[] range(Map<String, @Nullable Object> range) {
        String problem = Json.text(range, "problem");
        return new String[] {
            cell(range, "connection"),
            cell(range, "first") + "-" + cell(range, "last"),
            Words.number(Json.number(range, "left")),
            second(range, "since"),
            cell(range, "state"),
            problem == null ? cell(range, "reason") : Words.cut(Printable.of(problem), TEXT_MAX),
            Printable.of(String.valueOf(Json.text(range, "file")))
        };
    }

    private static String[] row(Map<String, @Nullable Object> letter) {
        return new String[] {
            cell(letter, "connection"),
            cell(letter, "sequence"),
            cell(letter, "site"),
            second(letter, "last"),
            cell(letter, "attempts"),
            cell(letter, "reason"),
            cell(letter, "message")
        };
    }

    /** More than people want to know stands in {@code dead show}. */
    private static String second(Map<String, @Nullable Object> letter, String name) {
        return cell(letter, name).replaceFirst("\\.\\d+Z$", "Z");
    }

    private static String cell(Map<String, @Nullable Object> letter, String name) {
        String text = Json.text(letter, name);
        return text == null ? "-" : Words.cut(Printable.of(text), TEXT_MAX);
    }
}

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
    private static final int TEXT_MAX = 60;

    private DeadTable() {}

    static String of(List<Map<String, @Nullable Object>> letters) {
        var text = new StringBuilder();
        Table.append(text, COLUMNS, letters.stream().map(DeadTable::row).toList(), (column, cell) -> cell);
        return text.toString().stripTrailing();
    }

    private static String[] row(Map<String, @Nullable Object> letter) {
        return new String[] {
            cell(letter, "connection"),
            cell(letter, "sequence"),
            cell(letter, "site"),
            cell(letter, "last"),
            cell(letter, "attempts"),
            cell(letter, "reason"),
            cell(letter, "message")
        };
    }

    private static String cell(Map<String, @Nullable Object> letter, String name) {
        String text = Json.text(letter, name);
        return text == null ? "-" : Words.cut(Printable.of(text), TEXT_MAX);
    }
}

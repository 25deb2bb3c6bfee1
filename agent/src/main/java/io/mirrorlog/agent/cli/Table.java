package io.mirrorlog.agent.cli;

import java.util.List;

/** Rows of cells below their heads, each column as wide as its widest cell. Pure. */
final class Table {

    private static final String BETWEEN = "  ";

    private Table() {}

    record Column(String head, boolean right) {}

    /** A column of text. */
    static Column left(String head) {
        return new Column(head, false);
    }

    /** A column of numbers. */
    static Column right(String head) {
        return new Column(head, true);
    }

    /** Puts colour around a cell that has its width already. */
    @FunctionalInterface
    interface Tint {
        String of(int column, String cell);
    }

    static void append(StringBuilder to, Column[] columns, List<String[]> rows, Tint tint) {
        int[] widths = new int[columns.length];
        for (int i = 0; i < columns.length; i++) {
            widths[i] = columns[i].head().length();
            for (String[] row : rows) {
                widths[i] = Math.max(widths[i], width(row[i]));
            }
        }
        var head = new StringBuilder();
        for (int i = 0; i < columns.length; i++) {
            appendCell(head, columns[i], columns[i].head(), i, widths[i], (column, cell) -> cell);
        }
        to.append(head.toString().stripTrailing()).append('\n');
        for (String[] row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < columns.length; i++) {
                appendCell(line, columns[i], row[i], i, widths[i], tint);
            }
            to.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private static void appendCell(StringBuilder to, Column column, String text, int index, int width, Tint tint) {
        String room = " ".repeat(width - width(text));
        to.append(index == 0 ? "" : BETWEEN).append(tint.of(index, column.right() ? room + text : text + room));
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}

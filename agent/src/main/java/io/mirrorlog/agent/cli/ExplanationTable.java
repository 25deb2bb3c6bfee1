package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.Explanation;
import io.mirrorlog.agent.redact.Redacted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What each connection would get of an event, for people: a table, and below it each text. Pure. */
final class ExplanationTable {

    private static final Table.Column[] COLUMNS = {
        Table.left("CONNECTION"),
        Table.left("CONNECTOR"),
        Table.left("GETS IT"),
        Table.left("KEPT AWAY BY"),
        Table.right("BYTES"),
        Table.right("OF AT MOST"),
        Table.left("HIDDEN")
    };
    private static final int GETS_IT = 2;
    private static final String NOTHING = "-";
    private static final int PLACES_LENGTH_MAX = 400;

    private ExplanationTable() {}

    static String of(List<Explanation> explanations, boolean coloured) {
        var text = new StringBuilder();
        List<String[]> rows = explanations.stream().map(ExplanationTable::row).toList();
        Table.append(text, COLUMNS, rows, (column, cell) -> coloured && column == GETS_IT ? tinted(cell) : cell);
        byWhatTheyGet(explanations)
                .forEach((shown, connections) -> text.append('\n')
                        .append(Printable.of(String.join(", ", connections)))
                        .append(":\n")
                        .append(shown));
        return text.toString().stripTrailing();
    }

    /** Most configurations send the same line to many places. */
    private static Map<String, List<String>> byWhatTheyGet(List<Explanation> explanations) {
        Map<String, List<String>> connections = new LinkedHashMap<>();
        for (Explanation explanation : explanations) {
            Explanation.Delivery delivery = explanation.delivery();
            if (delivery != null) {
                connections
                        .computeIfAbsent(shown(delivery) + '\n' + remarks(delivery), shown -> new ArrayList<>())
                        .add(explanation.connection());
            }
        }
        return connections;
    }

    /** The columns, one a line, where it is kept in such; else the text. */
    private static String shown(Explanation.Delivery delivery) {
        int width = delivery.columns().keySet().stream()
                .mapToInt(String::length)
                .max()
                .orElse(0);
        return delivery.columns().isEmpty()
                ? Printable.of(delivery.text())
                : delivery.columns().entrySet().stream()
                        .map(column -> column.getKey()
                                + " ".repeat(width - column.getKey().length() + 2)
                                + column.getValue().map(Printable::of).orElse(NOTHING))
                        .collect(Collectors.joining("\n"));
    }

    private static String[] row(Explanation explanation) {
        Explanation.Delivery delivery = explanation.delivery();
        String obstacle = explanation.obstacle();
        return new String[] {
            Printable.of(explanation.connection()),
            explanation.connector(),
            delivery == null ? "no" : "yes",
            obstacle == null ? NOTHING : Printable.of(obstacle),
            delivery == null ? NOTHING : Words.number(delivery.bytes()),
            delivery == null ? NOTHING : Words.size(delivery.limits().bytes()),
            delivery == null ? NOTHING : hidden(delivery.redacted())
        };
    }

    /** Names of options and paths, never a value. */
    private static String hidden(Redacted redacted) {
        if (redacted.failed()) {
            return "everything: it cannot be redacted";
        }
        String all = Stream.concat(
                        redacted.found().stream().map(each -> each.option() + " " + Printable.of(each.path())),
                        redacted.inMessage() ? Stream.of("and in the message") : Stream.of())
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? NOTHING : all;
    }

    private static String remarks(Explanation.Delivery delivery) {
        var remarks = new StringBuilder();
        List<String> remains = delivery.redacted().remains();
        if (!remains.isEmpty()) {
            remarks.append("What is hidden is shown elsewhere, too: ")
                    .append(Words.cut(Printable.of(String.join(", ", remains)), PLACES_LENGTH_MAX))
                    .append('\n');
        }
        if (delivery.goesAlone()) {
            remarks.append("It is more than one delivery holds (")
                    .append(Words.size(delivery.limits().bytes()))
                    .append("), so it is offered alone, and may be refused or cut.\n");
        }
        return remarks.toString();
    }

    private static String tinted(String cell) {
        return "\u001b[" + (cell.strip().equals("yes") ? "32" : "33") + "m" + cell + "\u001b[0m";
    }
}

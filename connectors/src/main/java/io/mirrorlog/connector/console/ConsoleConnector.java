package io.mirrorlog.connector.console;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Severity;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Prints entries to the agent's own output, the severity in colour where somebody watches.
 *
 * <p>A batch is one write, so that lines of others never stand within one of ours.
 */
public final class ConsoleConnector implements Connector {

    private static final String RESET = "\u001b[0m";

    /** When severities are coloured. */
    public enum Color {
        /** On a terminal, unless {@code NO_COLOR} is set. */
        AUTO,
        ALWAYS,
        NEVER
    }

    /** Which of the agent's two outputs. */
    public enum Target {
        STDOUT,
        STDERR
    }

    /** What the user writes under a connection with {@code connector: console}. */
    public record Options(
            @Option(
                    value = "when severities are coloured; auto: on a terminal, unless NO_COLOR is set",
                    orElse = "auto")
            Color color,

            @Option(value = "which output of the agent the lines go to", orElse = "stdout")
            Target stream) {}

    private final PrintStream out;
    private final String name;
    private final Color color;
    private final BooleanSupplier terminal;

    public ConsoleConnector(Options options) {
        this(options, options.stream() == Target.STDOUT ? System.out : System.err, Terminal::wantsColor);
    }

    ConsoleConnector(Options options, PrintStream out, BooleanSupplier terminal) {
        this.out = out;
        this.name = options.stream() == Target.STDOUT ? "stdout" : "stderr";
        this.color = options.color();
        this.terminal = terminal;
    }

    @Override
    public Outcome deliver(List<Entry> entries) {
        boolean colored = color == Color.ALWAYS || (color == Color.AUTO && terminal.getAsBoolean());
        var lines = new StringBuilder();
        for (Entry entry : entries) {
            if (colored) {
                appendColored(lines, entry);
            } else {
                lines.append(entry.text());
            }
            lines.append('\n');
        }
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
        return out.checkError() ? new Outcome.Retry("cannot write to " + name) : Outcome.DELIVERED;
    }

    /** Colours the severity's word where the line shows one, else the whole text; what is not grave stays plain. */
    private static void appendColored(StringBuilder to, Entry entry) {
        Severity severity = entry.event().severity();
        String text = entry.text();
        if (severity == Severity.INFORMATIONAL) {
            to.append(text);
            return;
        }
        int from = Math.max(indexOfWord(text, severity.name()), 0);
        int end = from > 0 ? from + severity.name().length() : text.length();
        to.append(text, 0, from).append(escape(severity)).append(text, from, end);
        to.append(RESET).append(text, end, text.length());
    }

    /** Where the mirrored line, or else Monolog's, shows the severity; -1 in any other form. */
    private static int indexOfWord(String text, String word) {
        int bracket = text.indexOf("].[" + word + "]:");
        if (bracket >= 0) {
            return bracket + 3;
        }
        int dot = text.indexOf("." + word + ": ");
        return dot < 0 ? -1 : dot + 1;
    }

    private static String escape(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "\u001b[1;31m";
            case HIGH -> "\u001b[31m";
            case MEDIUM -> "\u001b[33m";
            case LOW -> "\u001b[36m";
            case INFORMATIONAL -> "";
        };
    }
}

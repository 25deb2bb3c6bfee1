package io.mirrorlog.connector.console;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Outcome;
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
                Colored.append(lines, entry.event().severity(), entry.text());
            } else {
                lines.append(entry.text());
            }
            lines.append('\n');
        }
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
        return out.checkError() ? new Outcome.Retry("cannot write to " + name) : Outcome.DELIVERED;
    }
}

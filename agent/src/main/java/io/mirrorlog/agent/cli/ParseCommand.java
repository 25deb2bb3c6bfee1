package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.format.Format;
import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.agent.format.MirroredLine;
import io.mirrorlog.agent.format.UnreadableLineException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Reads mirrored lines back. */
@Command(
        name = "parse",
        description = {
            "Reads mirrored lines back, and prints each event as JSON.",
            "It reads Mirrorlog's own lines and those of WP Activity Log. What cannot be",
            "read is told with its place: FILE:LINE:COLUMN."
        })
final class ParseCommand implements Callable<Integer> {

    private final Shell shell;
    private final LineFiles lines;
    private final Format json = Formats.json();

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "What to read, also compressed with gzip; without, or with -, the standard input.")
    private List<String> files = List.of();

    ParseCommand(Shell shell) {
        this.shell = shell;
        this.lines = new LineFiles(shell);
    }

    @Override
    public Integer call() {
        return lines.read(files, this::print) ? Exit.OK : Exit.DATA;
    }

    private boolean print(String place, String line) {
        try {
            MirroredLine read = MirroredLine.parse(line);
            shell.out().println(json.render(read.event(), read.identifier(), 0));
            return true;
        } catch (UnreadableLineException e) {
            return lines.unread(place + ":" + e.column(), e.reason());
        }
    }
}

package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.format.Format;
import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.agent.format.MirroredLine;
import io.mirrorlog.agent.format.UnreadableLineException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads mirrored lines back. */
@Command(
        name = "parse",
        description = "Reads mirrored lines, Mirrorlog's own or WP Activity Log's, and prints each event as JSON.",
        mixinStandardHelpOptions = true)
final class ParseCommand implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "Files to read, also .gz; else the standard input.")
    private List<Path> files = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private final Format json = Formats.json();

    @Override
    public Integer call() throws ExitException {
        boolean allRead = true;
        if (files.isEmpty()) {
            allRead = read("standard input", System.in);
        }
        for (Path file : files) {
            try (InputStream in = open(file)) {
                allRead &= read(file.toString(), in);
            } catch (IOException e) {
                throw new ExitException(Exit.DATA, file + ": cannot be read: " + e.getMessage());
            }
        }
        return allRead ? Exit.OK : Exit.DATA;
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private boolean read(String name, InputStream in) throws ExitException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        boolean allRead = true;
        long number = 0;
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                try {
                    MirroredLine read = MirroredLine.parse(line);
                    out.println(json.render(read.event(), read.identifier(), 0));
                } catch (UnreadableLineException e) {
                    allRead = false;
                    err.println(name + ":" + number + ": " + e.getMessage());
                }
            }
        } catch (IOException e) {
            throw new ExitException(Exit.DATA, name + ":" + (number + 1) + ": " + e.getMessage());
        } finally {
            out.flush();
            err.flush();
        }
        return allRead;
    }
}

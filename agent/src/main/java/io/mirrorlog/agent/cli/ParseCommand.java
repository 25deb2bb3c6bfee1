package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.format.Format;
import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.agent.format.MirroredLine;
import io.mirrorlog.agent.format.UnreadableLineException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
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

    /** No event of the largest kind makes a longer line, however much of it has to be escaped. */
    private static final int LINE_BYTES = 16 << 20;

    private static final int BUFFER = 1 << 16;

    /** Whether somebody still listens is asked that often, since asking flushes. */
    private static final int ASKED_EACH = 1_000;

    private final Shell shell;
    private final Format json = Formats.json();

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "What to read, also compressed with gzip; without, or with -, the standard input.")
    private List<String> files = List.of();

    ParseCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        boolean allRead = true;
        for (String file : files.isEmpty() ? List.of("-") : files) {
            allRead &= read(file);
        }
        return allRead ? Exit.OK : Exit.DATA;
    }

    /** False when something in it could not be read. */
    private boolean read(String file) {
        boolean standardInput = file.equals("-");
        String name = standardInput ? "standard input" : file;
        try (InputStream in = standardInput ? shell.in() : Files.newInputStream(Path.of(file))) {
            return read(name, new Lines(inflated(in), LINE_BYTES));
        } catch (NoSuchFileException e) {
            return unread(name, "no such file");
        } catch (AccessDeniedException e) {
            return unread(name, "may not be read by this user");
        } catch (IOException e) {
            return unread(name, Files.isDirectory(Path.of(file)) ? "is a folder" : "cannot be read: " + e.getMessage());
        }
    }

    /** Told by its first bytes, so that it works for the standard input and for any name. */
    private static InputStream inflated(InputStream raw) throws IOException {
        var in = new BufferedInputStream(raw, BUFFER);
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in;
    }

    private boolean read(String name, Lines lines) {
        boolean allRead = true;
        try {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                if (lines.isTooLong()) {
                    allRead = unread(name + ":" + lines.number(), "the line has more than " + LINE_BYTES + " bytes");
                } else if (!Lines.isBlank(line)) {
                    allRead &= print(name + ":" + lines.number(), line);
                }
                if (lines.number() % ASKED_EACH == 0 && shell.out().checkError()) {
                    return allRead;
                }
            }
        } catch (IOException e) {
            return unread(name + ":" + (lines.number() + 1), "cannot be read: " + e.getMessage());
        }
        return allRead;
    }

    private boolean print(String place, byte[] line) {
        CharBuffer text = CharBuffer.allocate(line.length);
        boolean broken = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(line), text, true)
                .isError();
        text.flip();
        if (broken) {
            return unread(place + ":" + (text.length() + 1), "not UTF-8");
        }
        try {
            MirroredLine read = MirroredLine.parse(text.toString());
            shell.out().println(json.render(read.event(), read.identifier(), 0));
            return true;
        } catch (UnreadableLineException e) {
            return unread(place + ":" + e.column(), e.reason());
        }
    }

    private boolean unread(String place, String why) {
        shell.err().println(Printable.of(place + ": " + why));
        return false;
    }
}

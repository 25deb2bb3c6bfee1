package io.mirrorlog.agent.cli;

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
import java.util.zip.GZIPInputStream;

/** Reads files line by line, also compressed with gzip, and tells what cannot be read with its place. */
final class LineFiles {

    /** Gets each line that is not blank. */
    @FunctionalInterface
    interface Reader {

        /**
         * @param place of the line: {@code FILE:LINE}
         * @return false when there is something wrong with it, which has been told
         */
        boolean read(String place, String line);
    }

    /** No event of the largest kind makes a longer line, however much of it has to be escaped. */
    private static final int LINE_BYTES = 16 << 20;

    private static final int BUFFER = 1 << 16;

    /** Whether somebody still listens is asked that often, since asking flushes. */
    private static final int ASKED_EACH = 1_000;

    private final Shell shell;

    LineFiles(Shell shell) {
        this.shell = shell;
    }

    /**
     * @param files none, or {@code -}, is the standard input
     * @return false when something was wrong
     */
    boolean read(List<String> files, Reader reader) {
        boolean allRead = true;
        for (String file : files.isEmpty() ? List.of("-") : files) {
            allRead &= read(file, reader);
        }
        return allRead;
    }

    private boolean read(String file, Reader reader) {
        boolean standardInput = file.equals("-");
        String name = standardInput ? "standard input" : file;
        try (InputStream in = standardInput ? shell.in() : Files.newInputStream(Path.of(file))) {
            return read(name, new Lines(inflated(in), LINE_BYTES), reader);
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

    private boolean read(String name, Lines lines, Reader reader) {
        boolean allRead = true;
        try {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                if (lines.isTooLong()) {
                    allRead = unread(name + ":" + lines.number(), "the line has more than " + LINE_BYTES + " bytes");
                } else if (!Lines.isBlank(line)) {
                    allRead &= decoded(name + ":" + lines.number(), line, reader);
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

    private boolean decoded(String place, byte[] line, Reader reader) {
        CharBuffer text = CharBuffer.allocate(line.length);
        boolean broken = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(line), text, true)
                .isError();
        text.flip();
        return broken ? unread(place + ":" + (text.length() + 1), "not UTF-8") : reader.read(place, text.toString());
    }

    /** Tells what is wrong there; false. */
    boolean unread(String place, String why) {
        shell.err().println(Printable.of(place + ": " + why));
        return false;
    }
}

package io.mirrorlog.connector.file;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far a file is known to be written: every byte before the offset is settled, none behind it.
 *
 * @param path where the file stood
 * @param inode the file's own number, by which it is found when somebody moves it
 * @param offset in bytes, always behind a line's end
 * @param tail SHA-256, in hex, of the last bytes before the offset: tells this file from another one with its number
 * @param begun when its first line was written, or it was found with lines of others, to the second; null where an
 *     earlier version did not note it
 */
record Bookmark(
        Path path,
        long inode,
        long offset,
        String tail,
        @Nullable Instant begun) {

    /** The first word is the form's version: the first form has no time. */
    private static final Pattern TEXT =
            Pattern.compile("(?:1|2 (-?\\d{1,11})) (\\d{1,18}) ([0-9a-f]{1,16}) ([0-9a-f]{64}) (.+)", Pattern.DOTALL);

    /** The form in which it is stored. */
    String text() {
        String version = begun == null ? "1 " : "2 " + begun.getEpochSecond() + " ";
        return version + offset + " " + Long.toHexString(inode) + " " + tail + " " + path;
    }

    /** The same for a file under another path. */
    Bookmark under(Path other) {
        return new Bookmark(other, inode, offset, tail, begun);
    }

    /** Reads what {@link #text} wrote; empty when it is something else. */
    static Optional<Bookmark> read(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String begun = parts.group(1);
        return Optional.of(new Bookmark(
                Path.of(parts.group(5)),
                Long.parseUnsignedLong(parts.group(3), 16),
                Long.parseLong(parts.group(2)),
                parts.group(4),
                begun == null ? null : Instant.ofEpochSecond(Long.parseLong(begun))));
    }
}

package io.mirrorlog.connector.file;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a file is known to be written: every byte before the offset is settled, none behind it.
 *
 * @param path where the file stood, absolute
 * @param inode the file's own number, by which it is found when somebody moves it
 * @param offset in bytes, always behind a line's end
 * @param tail SHA-256, in hex, of the last bytes before the offset: tells this file from another one with its number
 */
record Bookmark(Path path, long inode, long offset, String tail) {

    /** The first word is the form's version, so that a later form can say more. */
    private static final Pattern TEXT =
            Pattern.compile("1 (\\d{1,18}) ([0-9a-f]{1,16}) ([0-9a-f]{64}) (.+)", Pattern.DOTALL);

    /** The form in which it is stored. */
    String text() {
        return "1 " + offset + " " + Long.toHexString(inode) + " " + tail + " " + path;
    }

    /** Reads what {@link #text} wrote; empty when it is something else. */
    static Optional<Bookmark> read(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Bookmark(
                Path.of(parts.group(4)),
                Long.parseUnsignedLong(parts.group(2), 16),
                Long.parseLong(parts.group(1)),
                parts.group(3)));
    }
}

package io.mirrorlog.connector.file;

import static io.mirrorlog.connector.Placeholder.DATE;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Placeholder;
import io.mirrorlog.connector.PlaceholderText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Set;
import java.util.TreeSet;

/**
 * The path that the user wrote, with what is to be put into it from each entry.
 *
 * <p>Each placeholder is filled with one {@link SafeName}, so that it cannot leave its folder; no two different values
 * give the same path.
 *
 * @param folders all before the file's name, with the separator behind it
 * @param name the file's name
 */
record PathPattern(PlaceholderText folders, PlaceholderText name) {

    private static final int NAME_BYTES_MAX = 255;

    /** What the longest addition to a file's name takes: {@code .yyyyMMdd-HHmmss-nnnnnnnnn.gz.tmp}. */
    private static final int ADDITION_BYTES = 33;

    private static final int DATE_BYTES = 10;

    /** @throws IllegalArgumentException saying what is wrong with it, without showing it */
    static PathPattern of(Path path) {
        String text = path.toString();
        int name = startOfName(path);
        var pattern = new PathPattern(
                PlaceholderText.parse(text.substring(0, name)), PlaceholderText.parse(text.substring(name)));
        if (!pattern.isPlain()) {
            check(path);
        }
        return pattern;
    }

    /** A path in which braces mean nothing. */
    static PathPattern plain(Path path) {
        String text = path.toString();
        int name = startOfName(path);
        return new PathPattern(
                PlaceholderText.plain(text.substring(0, name)), PlaceholderText.plain(text.substring(name)));
    }

    private static int startOfName(Path path) {
        return path.toString().lastIndexOf(path.getFileSystem().getSeparator()) + 1;
    }

    private static void check(Path path) {
        if (path.toString().chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("holds a control character beside a placeholder");
        }
        for (int i = 0; i < path.getNameCount(); i++) {
            int additions = i == path.getNameCount() - 1 ? ADDITION_BYTES : 0;
            check(PlaceholderText.parse(path.getName(i).toString()), NAME_BYTES_MAX - additions);
        }
    }

    private static void check(PlaceholderText name, int longest) {
        Set<Placeholder> free = new TreeSet<>(name.placeholders());
        free.remove(DATE);
        if (free.size() > 1) {
            // Else "a-b" with "c" and "a" with "b-c" would share a file.
            throw new IllegalArgumentException("has two placeholders in one name; put a / between them (only "
                    + DATE.written() + " may stand beside another)");
        }
        String filled = name.filled(placeholder -> "x".repeat(placeholder == DATE ? DATE_BYTES : SafeName.LONGEST));
        int bytes = name.isPlain() ? 0 : filled.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > longest) {
            throw new IllegalArgumentException("may give a name of " + bytes + " bytes, with " + SafeName.LONGEST
                    + " for a placeholder; at most " + longest);
        }
    }

    /** True when all entries go to one file. */
    boolean isPlain() {
        return folders.isPlain() && name.isPlain();
    }

    /** Says which entries go to the same file: those with the same key, and no others. */
    String key(Entry entry, ZoneId zone) {
        return folders.filled(placeholder -> safe(placeholder, entry, zone))
                + name.filled(placeholder -> safe(placeholder, entry, zone));
    }

    /** The file of an entry. No event can name a file that belongs to another one's rotation. */
    Path path(Entry entry, ZoneId zone) {
        String folder = folders.filled(placeholder -> safe(placeholder, entry, zone));
        String file = name.filled(placeholder -> safe(placeholder, entry, zone));
        return Path.of(
                folder,
                SafeName.isSideFile(file) ? name.filled(placeholder -> marked(placeholder, entry, zone)) : file);
    }

    private static String safe(Placeholder placeholder, Entry entry, ZoneId zone) {
        return placeholder.of(entry, zone).map(SafeName::of).orElse(SafeName.ABSENT);
    }

    private static String marked(Placeholder placeholder, Entry entry, ZoneId zone) {
        return placeholder == DATE
                ? safe(placeholder, entry, zone)
                : placeholder.of(entry, zone).map(SafeName::marked).orElse(SafeName.ABSENT);
    }

    /** The folder that all its files have in common. */
    Path root() {
        String fixed =
                folders.isPlain() ? folders.end() : folders.parts().get(0).plain();
        String separator = Path.of(fixed).getFileSystem().getSeparator();
        return Path.of(fixed.substring(0, fixed.lastIndexOf(separator) + 1));
    }

    /** As the user wrote it. */
    @Override
    public String toString() {
        return folders.toString() + name;
    }
}

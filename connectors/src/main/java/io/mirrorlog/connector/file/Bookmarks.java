package io.mirrorlog.connector.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far each file of one path is known to be written: what the connector asks to be stored.
 *
 * <p>A path without placeholders has one file, and its bookmark is all that is stored. With placeholders it is form 3:
 * behind that number the path as the user wrote it, then a line for each file, its own path without the folder that all
 * have in common. About 120 bytes a file.
 *
 * @param files those that were not written to for the longest time first
 */
record Bookmarks(PathPattern pattern, List<Bookmark> files) {

    private static final String SEVERAL = "3 ";

    Bookmarks {
        files = List.copyOf(files);
    }

    /** The form in which they are stored. */
    String text() {
        if (pattern.isPlain()) {
            return files.get(0).text();
        }
        var text = new StringBuilder(SEVERAL).append(pattern);
        Path root = pattern.root();
        for (Bookmark file : files) {
            text.append('\n').append(file.under(root.relativize(file.path())).text());
        }
        return text.toString();
    }

    /** Reads what {@link #text} wrote; empty when it is something else. */
    static Optional<Bookmarks> read(String text) {
        if (!text.startsWith(SEVERAL)) {
            return Bookmark.read(text).map(file -> new Bookmarks(PathPattern.plain(file.path()), List.of(file)));
        }
        String[] lines = text.split("\n", -1);
        try {
            var pattern = PathPattern.of(Path.of(lines[0].substring(SEVERAL.length())));
            List<Bookmark> files = new ArrayList<>();
            for (int i = 1; i < lines.length; i++) {
                Bookmark file = Bookmark.read(lines[i]).orElseThrow(() -> new IllegalArgumentException("no bookmark"));
                files.add(file.under(pattern.root().resolve(file.path())));
            }
            return Optional.of(new Bookmarks(pattern, files));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

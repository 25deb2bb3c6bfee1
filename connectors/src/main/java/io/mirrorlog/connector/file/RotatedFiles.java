package io.mirrorlog.connector.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that were rotated away from one path, by their names {@code PATH.yyyyMMdd-HHmmss[-n][.gz]}: no other file is
 * one of them.
 *
 * @param names those that stand there in any form, the oldest first
 * @param plain those that are not compressed, or not wholly, the oldest first
 * @param torn what a compression left that came to no end
 */
record RotatedFiles(List<Name> names, List<Path> plain, List<Path> torn) {

    private static final String COMPRESSED = ".gz";
    static final String BEGUN = ".gz.tmp";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final Pattern ENDING =
            Pattern.compile("\\.(\\d{8}-\\d{6})(?:-([1-9]\\d{0,8}))?(" + COMPRESSED + "|" + BEGUN + ")?");

    /**
     * A name without what compression adds to it. Names are in the order in which they were given.
     *
     * @param time as it stands in the name
     * @param number tells those of the same second apart; 0 for the first, which shows none
     */
    record Name(String time, int number) implements Comparable<Name> {

        Path of(Path path) {
            return path.resolveSibling(path.getFileName() + "." + time + (number == 0 ? "" : "-" + number));
        }

        /** The next one of the same second. */
        Name behind() {
            return new Name(time, number + 1);
        }

        @Override
        public int compareTo(Name other) {
            return Comparator.comparing(Name::time)
                    .thenComparingInt(Name::number)
                    .compare(this, other);
        }
    }

    RotatedFiles {
        names = List.copyOf(names);
        plain = List.copyOf(plain);
        torn = List.copyOf(torn);
    }

    /** True when the file's name is that of a rotated one that is not compressed. */
    static boolean isName(Path file, Path path) {
        Matcher ending = ending(file, path);
        return path.resolveSibling(file.getFileName()).equals(file) && ending.matches() && ending.group(3) == null;
    }

    /** Those that stand beside the path now. */
    static RotatedFiles of(Path path) throws IOException {
        var names = new TreeSet<Name>();
        var plain = new TreeSet<Name>();
        List<Path> torn = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(MirrorFile.folderOf(path))) {
            for (Path file : files) {
                Matcher ending = ending(file, path);
                if (!ending.matches() || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                if (BEGUN.equals(ending.group(3))) {
                    torn.add(file);
                    continue;
                }
                String number = ending.group(2);
                var name = new Name(ending.group(1), number == null ? 0 : Integer.parseInt(number));
                names.add(name);
                if (ending.group(3) == null) {
                    plain.add(name);
                }
            }
        }
        return new RotatedFiles(
                List.copyOf(names), plain.stream().map(name -> name.of(path)).toList(), torn);
    }

    private static Matcher ending(Path file, Path path) {
        String own = String.valueOf(path.getFileName());
        String name = String.valueOf(file.getFileName());
        return ENDING.matcher(name.startsWith(own) ? name.substring(own.length()) : "");
    }

    /**
     * The name for the file under the path, which is rotated now. It comes behind all that stand there, also when the clock
     * was set back or an hour is told twice in autumn: else the newest file would be deleted as the oldest.
     */
    Name next(Path path, Instant now, ZoneId zone) {
        String time = TIME.format(now.atZone(zone));
        Name newest = names.isEmpty() ? null : names.get(names.size() - 1);
        Name next = newest == null || newest.time().compareTo(time) < 0 ? new Name(time, 0) : newest.behind();
        while (isTaken(next.of(path))) {
            next = next.behind();
        }
        return next;
    }

    /**
     * A folder that is listed while one of its files is compressed may show neither form of it. Asked for by name it is
     * seen, plain first: the plain one goes only when the compressed one is there.
     */
    private static boolean isTaken(Path plain) {
        return Files.exists(plain, LinkOption.NOFOLLOW_LINKS)
                || Files.exists(compressed(plain), LinkOption.NOFOLLOW_LINKS);
    }

    /** What a rotated file is called once it is compressed. */
    static Path compressed(Path plain) {
        return plain.resolveSibling(plain.getFileName() + COMPRESSED);
    }

    /** Those that are too many, the oldest first. */
    List<Name> beyond(int keep) {
        return names.subList(0, Math.max(0, names.size() - keep));
    }
}

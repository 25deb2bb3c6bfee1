package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.disk.SafeFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A store that was moved out of the way because it cannot be used. It is never deleted and never written to.
 *
 * @param file its main file; what belongs to it stands beside it
 */
public record SetAside(Path file) {

    private static final String MARK = ".damaged-";
    private static final Pattern NAME = Pattern.compile(".*\\.damaged-(\\d{8}-\\d{6})(?:-(\\d{1,4}))?");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int SAME_SECOND_MAX = 1000;

    /** What SQLite keeps beside a file. */
    static final List<String> COMPANIONS = List.of("-wal", "-shm", "-journal");

    /**
     * Moves a store aside that nobody has open; its new name is safe on disk when this returns.
     *
     * @param main its main file
     */
    public static SetAside move(Path main, Instant now) throws IOException {
        return moveTo(main, freeName(main, main.getFileName() + MARK + TIME.format(now)));
    }

    /** Ends a move that a crash has cut short. */
    static void finishMove(Path main) throws IOException {
        List<SetAside> all = all(main);
        SetAside youngest = all.isEmpty() ? null : all.get(all.size() - 1);
        if (youngest != null && !exists(main) && !exists(youngest.report())) {
            moveCompanions(main, youngest.file());
        }
    }

    private static Path folderOf(Path store) {
        Path folder = store.toAbsolutePath().getParent();
        return folder == null ? store : folder;
    }

    private static SetAside moveTo(Path main, Path to) throws IOException {
        if (exists(main)) {
            Files.move(main, to, StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.createFile(to); // its write-ahead log alone was left, and is to be found by its name
        }
        moveCompanions(main, to);
        return new SetAside(to);
    }

    /** Behind the main file: as long as that is not there, nothing else can take them for its own. */
    private static void moveCompanions(Path main, Path to) throws IOException {
        for (String companion : COMPANIONS) {
            Path from = Path.of(main + companion);
            if (exists(from)) {
                Files.move(from, Path.of(to + companion), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        SafeFiles.forceNames(folderOf(main));
    }

    private static Path freeName(Path main, String name) throws IOException {
        Path free = main.resolveSibling(name);
        for (int n = 1; exists(free); n++) {
            if (n > SAME_SECOND_MAX) {
                throw new FileAlreadyExistsException(free.toString());
            }
            free = main.resolveSibling(name + "-" + n);
        }
        return free;
    }

    /** All that once stood in that store's place, the youngest last. */
    static List<SetAside> all(Path store) throws IOException {
        List<SetAside> found = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folderOf(store), store.getFileName() + MARK + "*")) {
            for (Path file : files) {
                if (NAME.matcher(String.valueOf(file.getFileName())).matches()) {
                    found.add(new SetAside(file));
                }
            }
        }
        found.sort(Comparator.comparing(SetAside::order));
        return found;
    }

    private String order() {
        Matcher parts = NAME.matcher(name());
        return parts.matches() ? parts.group(1) + String.format(Locale.ROOT, "%04d", number(parts.group(2))) : name();
    }

    private static int number(@Nullable String text) {
        return text == null ? 0 : Integer.parseInt(text);
    }

    String name() {
        return String.valueOf(file.getFileName());
    }

    /** Where the report of what was carried over from it stands once that is done. */
    Path report() {
        return report(folderOf(file), name());
    }

    static Path report(Path folder, String source) {
        return folder.resolve("salvage-" + source.substring(source.indexOf(MARK) + MARK.length()) + ".json");
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }
}

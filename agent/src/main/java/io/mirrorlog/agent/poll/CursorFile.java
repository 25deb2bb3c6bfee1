package io.mirrorlog.agent.poll;

import io.mirrorlog.agent.disk.SafeFiles;
import io.mirrorlog.agent.web.JsonText;
import io.mirrorlog.connector.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one wiki's cursor in a small file of its own. One thread.
 *
 * <p>A few kilobytes; about 1 MiB where a wiki fills {@link Cursor#KNOWN_MAX}.
 */
final class CursorFile {

    private static final long BYTES_MAX = 8 << 20;

    private final Path file;

    /** @param folder made when the cursor is first stored */
    CursorFile(Path folder, String site) {
        this.file = folder.resolve(site + ".json"); // a site's name has no slash and does not begin with a dot
    }

    /**
     * The cursor, or null when none was ever stored.
     *
     * @throws IOException naming the file when it cannot be read or holds something else: where to go on is not guessed
     */
    @Nullable
    Cursor load() throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        if (Files.size(file) > BYTES_MAX) {
            throw new IOException(file + " is too large to be the place of a wiki");
        }
        try {
            return read(Json.object(Json.read(Files.readString(file))));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException(
                    file + " does not tell how far the wiki was read; mend it, or remove it to begin at `start`", e);
        }
    }

    private static Cursor read(Map<?, ?> json) {
        TreeSet<Cursor.Seen> known = new TreeSet<>();
        for (Map.Entry<?, ?> second : Json.object(json.get("known")).entrySet()) {
            Instant timestamp = Instant.parse(String.valueOf(second.getKey()));
            for (Object logid : Json.list(second.getValue())) {
                known.add(new Cursor.Seen(timestamp, Long.parseLong(Json.text(logid))));
            }
        }
        return new Cursor(
                Instant.parse(Json.text(json.get("since"))), Instant.parse(Json.text(json.get("newest"))), known);
    }

    /** Returns when it is on disk, and would be found there after a power cut. */
    void store(Cursor cursor) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        SafeFiles.write(file, json(cursor));
    }

    private static String json(Cursor cursor) {
        var json = new JsonText();
        json.open().key("since").time(cursor.since()).key("newest").time(cursor.newest());
        json.key("known").open();
        Instant second = null;
        for (Cursor.Seen seen : cursor.known()) {
            if (!seen.timestamp().equals(second)) {
                if (second != null) {
                    json.closeList();
                }
                second = seen.timestamp();
                json.key(second.toString()).openList();
            }
            json.item().number(seen.logid());
        }
        if (second != null) {
            json.closeList();
        }
        return json.close().close() + "\n";
    }
}

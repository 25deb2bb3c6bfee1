package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.disk.SafeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of the queue's file in the data folder: whatever stands there, a store that takes events is opened. What
 * cannot be used is set aside first. Writer's thread only.
 */
final class QueueFile {

    /** What is read as soon as the store is open: what it finds broken is damage as well. */
    @FunctionalInterface
    interface Loading {
        void load(Tables tables) throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(QueueFile.class);

    /** Nobody needs so long from unpacking SQLite's library to having it loaded. */
    private static final Duration UNPACKING_MAX = Duration.ofMinutes(1);

    private final QueueOptions options;
    private final InstantSource clock;
    private final Path openMark;
    private boolean wasLeftOpen;

    QueueFile(QueueOptions options, InstantSource clock) {
        this.options = options;
        this.clock = clock;
        this.openMark = options.folder().resolve("queue.db-open");
    }

    /** Opens the file when the process starts. */
    Database openFirst(Loading loading) throws SQLException, IOException {
        SqliteLibrary.deleteLeft(options.folder(), clock.instant().minus(UNPACKING_MAX));
        SqliteLibrary.unpackUnder(options.folder());
        SetAside.finishMove(options.file());
        boolean logIsLost = Files.exists(openMark) && exists("queue.db") && !exists("queue.db-wal");
        wasLeftOpen = Files.exists(openMark);
        Database opened = open(loading, logIsLost);
        if (!Files.exists(openMark)) {
            Files.createFile(openMark);
            SafeFiles.forceNames(options.folder());
        }
        return opened;
    }

    /** Whether it was not closed in order before this process opened it. */
    boolean wasLeftOpen() {
        return wasLeftOpen;
    }

    /** Opens it again. */
    Database open(Loading loading) throws SQLException, IOException {
        return open(loading, false);
    }

    private Database open(Loading loading, boolean logIsLost) throws SQLException, IOException {
        String damage = damageSeenFromOutside();
        if (damage == null) {
            try {
                replaceWhatWasSetAside();
                return opened(loading, logIsLost);
            } catch (DamagedException e) {
                damage = e.getMessage();
            }
        }
        setAside(String.valueOf(damage));
        try {
            return opened(loading, false);
        } catch (DamagedException e) {
            throw new SQLException("the new store is damaged already: " + e.getMessage(), e);
        }
    }

    /** Sets the store aside, which is not open any more, and puts a new one in its place. */
    void setAside(String reason) throws SQLException, IOException {
        SetAside aside = SetAside.move(options.file(), clock.instant());
        LOG.error(
                "The queue's file cannot be used: {}. It was set aside as {}; a new one takes events, and what can be read of the old one is carried over",
                reason,
                aside.file());
        Takeover.build(options.folder(), aside, reason, clock.instant());
    }

    /** After a crash between setting aside and making the new store. */
    private void replaceWhatWasSetAside() throws SQLException, IOException {
        if (exists("queue.db")) {
            return;
        }
        List<SetAside> all = SetAside.all(options.file());
        SetAside youngest = all.isEmpty() ? null : all.get(all.size() - 1);
        if (youngest != null && !Files.exists(youngest.report())) {
            Takeover.build(options.folder(), youngest, "it was being set aside when the agent ended", clock.instant());
        }
    }

    /** SQLite would take an empty file for a new store, and delete the write-ahead log beside it. */
    private @Nullable String damageSeenFromOutside() throws IOException {
        Path file = options.file();
        if (!exists("queue.db")) {
            return exists("queue.db-wal") ? "it is gone, and only its write-ahead log is there" : null;
        }
        if (Files.isSymbolicLink(file)) {
            return null;
        }
        if (!Files.isRegularFile(file)) {
            return "it is no file";
        }
        long size = Files.size(file);
        if (size == 0) {
            return "it is empty";
        }
        // SQLite reads what is lost of the last page as zeros. While a log is there, it may mend that.
        boolean wholePages = size % Database.PAGE == 0 || exists("queue.db-wal");
        return wholePages ? null : "it was cut: its size of " + size + " bytes is no multiple of a page's";
    }

    private boolean exists(String name) {
        return Files.exists(options.folder().resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    private Database opened(Loading loading, boolean logIsLost) throws DamagedException, SQLException, IOException {
        Database opened = Database.open(options);
        try {
            if (logIsLost) {
                opened.jump(Takeover.JUMP);
                LOG.error(
                        "The queue's write-ahead log {}-wal is gone although the agent had not ended in order: what was accepted after the last checkpoint is lost, unless another program has moved it into the file. New sequences begin {} later",
                        options.file(),
                        Takeover.JUMP);
            }
            opened.requireSound();
            loading.load(opened.tables());
            return opened;
        } catch (SQLException | DamagedException | RuntimeException e) {
            opened.close();
            if (e instanceof SQLException sql && !DamagedException.isTold(sql)) {
                throw sql;
            }
            throw e instanceof DamagedException damage
                    ? damage
                    : new DamagedException(String.valueOf(e.getMessage()), e);
        }
    }

    /** From now on a missing write-ahead log is no loss: all of it is in the file. */
    void endedInOrder() throws IOException {
        Files.deleteIfExists(openMark);
    }
}

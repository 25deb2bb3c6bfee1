package io.mirrorlog.agent;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Tells from outside what an agent is doing: by what changes in its folders, and by what it asks of others. */
record KillSigns(Path data, Path mirror, FlakyDestination destination, List<NumberingSite> sites) {

    /** A moment that does not come in this time is not met. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final Duration LOOK_EVERY = Duration.ofNanos(100_000);

    KillSigns {
        sites = List.copyOf(sites);
    }

    /** Waits for a moment, which begins now; false when it does not come. */
    boolean isMet(Moment moment) throws IOException, InterruptedException {
        return switch (moment) {
            case ANY, START, RELOAD -> true;
            case INTAKE -> isTrueSoon();
            case COMMIT -> isChanged(data, StandardWatchEventKinds.ENTRY_MODIFY, "queue.db-wal"::equals);
            case CHECKPOINT -> isChanged(data, StandardWatchEventKinds.ENTRY_MODIFY, "queue.db"::equals);
            case CHORE -> isChanged(data, StandardWatchEventKinds.ENTRY_MODIFY, "schedule.db-wal"::equals);
            case DELIVERY -> isTold(destination::onRequest);
            case ANSWER -> isTold(destination::onTaken);
            case WRITE -> isChanged(mirror, StandardWatchEventKinds.ENTRY_MODIFY, "activity.log"::equals);
            case ROTATION -> isChanged(mirror, StandardWatchEventKinds.ENTRY_CREATE, KillSigns::isRotated);
            case COMPRESSION ->
                isChanged(mirror, StandardWatchEventKinds.ENTRY_CREATE, name -> name.endsWith(".gz.tmp"));
            case COMPRESSED -> isChanged(mirror, StandardWatchEventKinds.ENTRY_CREATE, name -> name.endsWith(".gz"));
            case REMOVAL -> isChanged(mirror, StandardWatchEventKinds.ENTRY_DELETE, KillSigns::isRotated);
        };
    }

    private static boolean isRotated(String name) {
        return name.startsWith("rotated.log.2") && !name.contains(".gz");
    }

    private boolean isTrueSoon() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (sites.stream().noneMatch(NumberingSite::isAsking)) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return true;
    }

    private interface Telling {
        void when(Runnable listening);
    }

    private static boolean isTold(Telling telling) throws InterruptedException {
        var told = new Semaphore(0);
        telling.when(told::release);
        return told.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static boolean isChanged(Path folder, WatchEvent.Kind<Path> kind, Predicate<String> name)
            throws IOException, InterruptedException {
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            folder.register(watch, kind);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                WatchKey key = watch.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (key == null) {
                    return false;
                }
                for (WatchEvent<?> event : key.pollEvents()) {
                    if (name.test(String.valueOf(event.context()))) {
                        return true;
                    }
                }
                key.reset();
            }
        }
    }
}

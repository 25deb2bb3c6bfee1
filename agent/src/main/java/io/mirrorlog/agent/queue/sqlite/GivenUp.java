package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Released;
import io.mirrorlog.agent.queue.Standing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What connections give up, from the writing of the files to their end. Safe for many threads. */
final class GivenUp implements Capacity.Overflow {

    /** What waits for a connection in queue order, without what it has already. */
    @FunctionalInterface
    interface Waiting {
        List<QueuedEvent> after(String connection, long sequence, int events, long bytes);
    }

    private static final Logger LOG = LoggerFactory.getLogger(GivenUp.class);

    /** A connection without trouble is stuck when its oldest event has waited for so long. */
    private static final Duration STUCK = Duration.ofMinutes(1);

    /** One that fails is stuck after so long: a single failure is over by then, and what is given up waits for an admin. */
    private static final Duration FAILING = Duration.ofSeconds(10);

    /** A range of a full queue takes at most an eighth of it. */
    private static final int SHARE = 8;

    private static final long RANGE_BYTES = 8 << 20;
    private static final long PAGE_BYTES = 1 << 20;
    private static final int ROWS = 16;

    private final InstantSource clock;
    private final Committed committed;
    private final Readers readers;
    private final ReleasedFiles files;
    private final Waiting waiting;
    private final Salvage.Written written;
    private final long rangeBytes;
    private volatile Consumer<Released> onReleased = range -> {};

    GivenUp(
            QueueOptions options,
            InstantSource clock,
            Committed committed,
            Readers readers,
            Waiting waiting,
            Salvage.Written written) {
        this.clock = clock;
        this.committed = committed;
        this.readers = readers;
        this.waiting = waiting;
        this.files = new ReleasedFiles(options.folder());
        this.written = written;
        this.rangeBytes = Math.min(RANGE_BYTES, Math.max(1, options.maxBytes() / SHARE));
    }

    @Nullable
    Released giveUp(String connection, Instant arrivedBefore, String reason) {
        Place place = committed.place(connection);
        ReleasedFiles.Draft draft = null;
        boolean known = false;
        try {
            if (!hasWaitedSince(place, arrivedBefore)) {
                return null;
            }
            draft = files.write(connection, place.position(), arrivedBefore, rangeBytes, source(place));
            if (draft == null) {
                return null;
            }
            var givingUp = new GivingUp(place, draft, reason);
            known = written.get(Work.change(givingUp)) > 0;
            List<Released> now = known ? released(connection, draft.first() - 1, 1) : List.of();
            if (now.isEmpty()) {
                return null;
            }
            onReleased.accept(now.get(0));
            return now.get(0);
        } catch (IOException e) {
            throw new QueueException(
                    "what " + connection + " gives up cannot be written to released/: " + e.getMessage(), e);
        } finally {
            if (draft != null && !known) {
                forget(draft);
            }
        }
    }

    private boolean hasWaitedSince(Place place, Instant before) {
        long oldest = readers.read(reader -> reader.arrivedAfter(place.position()));
        return oldest >= 0 && Micros.instant(oldest).isBefore(before);
    }

    /** A commit of which it is not known whether it reached the disk leaves the file for {@link #tidy}. */
    private void forget(ReleasedFiles.Draft draft) {
        try {
            boolean unknown =
                    readers.read(reader -> reader.releasedFile(draft.file())).isEmpty();
            if (unknown) {
                files.delete(draft.file());
            }
        } catch (IOException | QueueException e) {
            LOG.warn("released/{} is of no use and cannot be deleted: {}", draft.file(), e.getMessage());
        }
    }

    private ReleasedFiles.Source source(Place place) {
        return (after, events) -> waiting.after(place.name(), after, events, PAGE_BYTES);
    }

    /**
     * Lets the connection that is stuck and stands furthest back give up its oldest range, in a file that is written by
     * now: to be committed by the writer, on whose thread this runs. Nothing when no connection that is stuck is what
     * keeps the events.
     */
    @Override
    public Optional<GivingUp> next() throws IOException {
        Place stuck = furthestBack();
        if (stuck == null) {
            return Optional.empty();
        }
        ReleasedFiles.Draft draft = files.write(stuck.name(), stuck.position(), Instant.MAX, rangeBytes, source(stuck));
        return Optional.ofNullable(draft).map(whole -> new GivingUp(stuck, whole, "the queue was full"));
    }

    @Override
    public void done(GivingUp givingUp) {
        onReleased.accept(givingUp.told(clock.instant()));
    }

    /** Tells of each range that was given up, from the writer's thread or from {@link #giveUp}'s: return at once. */
    void onReleased(Consumer<Released> listener) {
        onReleased = listener;
    }

    /** Null when none waits for anything, or when one that stands there is about to go on by itself. */
    private @Nullable Place furthestBack() {
        long last = committed.counters().last();
        List<Place> waiting = committed.holding().stream()
                .map(committed::find)
                .filter(Objects::nonNull)
                .filter(place -> place.position() < last)
                .toList();
        long furthest = waiting.stream().mapToLong(Place::position).min().orElse(last);
        Place found = null;
        Instant since = Instant.MAX;
        for (Place place : waiting) {
            if (place.position() > furthest) {
                continue;
            }
            Instant stuck = stuckSince(place);
            if (stuck == null) {
                return null;
            }
            if (found == null || stuck.isBefore(since)) {
                found = place;
                since = stuck;
            }
        }
        return found;
    }

    private @Nullable Instant stuckSince(Place place) {
        Instant now = clock.instant();
        Standing.Trouble trouble = place.trouble();
        Standing.Pause pause = place.pause();
        Instant failing = trouble == null || trouble.since().isAfter(now.minus(FAILING)) ? null : trouble.since();
        if (pause != null) {
            return failing != null && failing.isBefore(pause.since()) ? failing : pause.since();
        }
        if (failing != null) {
            return failing;
        }
        long oldest = readers.read(reader -> reader.arrivedAfter(place.position()));
        Instant arrived = Micros.instant(oldest);
        return oldest >= 0 && arrived.isBefore(now.minus(STUCK)) ? arrived : null;
    }

    List<Released> released(String connection, long after, int atMost) {
        Place place = committed.place(connection);
        return readers.read(reader -> reader.released(place.id(), after, atMost)).stream()
                .map(row -> row.told(connection))
                .toList();
    }

    @Nullable
    String problemOf(String connection, long first) {
        Place place = committed.place(connection);
        List<ReleasedRow> found = readers.read(reader -> reader.released(place.id(), first - 1, 1));
        return found.isEmpty() || found.get(0).first() != first ? null : files.problem(found.get(0));
    }

    Set<Long> retry(String connection, Set<Long> firsts) {
        return turned(connection, firsts, ReleasedRow.State.OFFERED);
    }

    Set<Long> drop(String connection, Set<Long> firsts) {
        Set<Long> dropped = turned(connection, firsts, ReleasedRow.State.DONE);
        deleteDone(committed.place(connection));
        return dropped;
    }

    private Set<Long> turned(String connection, Set<Long> firsts, ReleasedRow.State state) {
        Place place = committed.place(connection);
        return written.get(Work.changeLate(place, transaction -> {
            var found = new TreeSet<Long>();
            for (long first : firsts) {
                if (transaction.tables().released().turn(place.id(), first, state)) {
                    found.add(first);
                }
            }
            return found;
        }));
    }

    /** The next events of what is offered again; null when nothing is. */
    @Nullable
    Batch next(Place place, int events, long bytes) {
        deleteDone(place);
        List<ReleasedRow> offered =
                readers.read(reader -> reader.releasedLate(place.id(), ReleasedRow.State.OFFERED, 1));
        if (offered.isEmpty()) {
            return null;
        }
        ReleasedRow row = offered.get(0);
        try {
            List<QueuedEvent> next = files.read(row, events, bytes);
            boolean there = row.begun()
                    || written.get(Work.changeLate(
                            place,
                            transaction -> transaction.tables().released().begin(row)));
            return new Batch(Batch.Source.RELEASED, there ? next : List.of(), true);
        } catch (IOException e) {
            String problem = String.valueOf(e.getMessage());
            LOG.error("{}: what it gave up cannot be offered again: {}", place.name(), problem);
            written.get(Work.changeLate(
                    place, transaction -> transaction.tables().released().fail(row, problem)));
            return new Batch(Batch.Source.RELEASED, List.of(), true);
        }
    }

    /** What is delivered to its end, or dropped: first the file, then the row that tells of it. */
    private void deleteDone(Place place) {
        List<ReleasedRow> done;
        do {
            done = readers.read(reader -> reader.releasedLate(place.id(), ReleasedRow.State.DONE, ROWS));
            for (ReleasedRow row : done) {
                try {
                    files.delete(row.file());
                } catch (IOException e) {
                    LOG.warn("released/{} is of no use any more and cannot be deleted: {}", row.file(), e.getMessage());
                }
                written.get(Work.changeLate(
                        place, transaction -> transaction.tables().released().delete(row)));
            }
        } while (done.size() == ROWS);
    }

    /** Ends what a crash has cut short, and tells of files that nobody knows. */
    void tidy() {
        try {
            for (ReleasedFiles.Found found : files.tidied()) {
                boolean unknown = readers.read(reader -> reader.releasedFile(found.file()))
                        .isEmpty();
                if (unknown) {
                    tidy(found);
                }
            }
            committed.connections().stream()
                    .map(committed::place)
                    .filter(place -> place.late() != Late.NONE)
                    .forEach(this::deleteDone);
        } catch (IOException e) {
            LOG.warn("The folder released/ cannot be looked through: {}", e.getMessage());
        }
    }

    /** Written, but not committed: the events still wait, all of them. Any other may hold the only copy. */
    private void tidy(ReleasedFiles.Found found) throws IOException {
        Place place = committed.find(found.connection());
        long count = found.last() - found.first() + 1;
        boolean waits = place != null
                && place.position() < found.first()
                && readers.read(reader -> reader.count(found.first(), found.last())) == count;
        if (waits) {
            files.delete(found.file());
        } else {
            LOG.warn(
                    "released/{} is a file that the queue does not know; nothing is done with it, since it may hold the"
                            + " only copy of events {} to {} of {}",
                    found.file(),
                    found.first(),
                    found.last(),
                    found.connection());
        }
    }
}

package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.ConnectionConflictException;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Replay;
import io.mirrorlog.agent.queue.UnknownConnectionException;
import io.mirrorlog.connector.Event;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replays, from the wish to the end. Safe for many threads. */
final class SendingAgain {

    private static final Logger LOG = LoggerFactory.getLogger(SendingAgain.class);

    private static final String MARK = "replayed";

    /** So many events are looked at for one batch, or for one step of counting. */
    private static final int LOOKED_AT = 20_000;

    private static final int PAGE_EVENTS = 1_000;
    private static final long PAGE_BYTES = 1 << 20;

    private final Committed committed;
    private final Readers readers;
    private final Salvage.Written written;

    /** How wishes are read. */
    private volatile Function<Map<String, String>, Predicate<Event>> filters = Replay.Wish::unread;

    private volatile Consumer<Replay> onDone = replay -> {};

    /** What a wish comes to: both ends included, none where the last one is before the first. */
    private record Extent(long first, long last) {}

    SendingAgain(Committed committed, Readers readers, Salvage.Written written) {
        this.committed = committed;
        this.readers = readers;
        this.written = written;
    }

    void filters(Function<Map<String, String>, Predicate<Event>> reader) {
        filters = reader;
    }

    /** Tells of each replay that has come to its end, from any thread, the writer's too. */
    void onDone(Consumer<Replay> listener) {
        onDone = listener;
    }

    Replay begin(String connection, Replay.Wish wish) {
        Place place = committed.place(connection);
        Predicate<Event> unused = filters.apply(wish.only());
        Extent extent = extent(place, wish);
        Work.Step<Optional<RuntimeException>> step = transaction -> {
            Place now = transaction.find(connection);
            if (now == null) {
                return Optional.of(new UnknownConnectionException(connection));
            }
            ReplayRow running = transaction.tables().replays().running(now.id());
            if (running != null) {
                return Optional.of(ConnectionConflictException.replaying(running.told(connection)));
            }
            ReplayRow row = ReplayRow.begin(wish, extent.first(), extent.last(), transaction.now());
            transaction.tables().replays().begin(now.id(), row);
            transaction.put(now.late(transaction.tables().late().of(now.id())));
            return Optional.empty();
        };
        written.get(Work.change(step)).ifPresent(refusal -> {
            throw refusal;
        });
        return Objects.requireNonNull(of(connection));
    }

    /** @throws ConnectionConflictException when there is nothing, or not all any more */
    private Extent extent(Place place, Replay.Wish wish) {
        Counters counters = committed.counters();
        long oldest = readers.read(reader -> reader.firstAt(1)).sequence();
        Instant since = wish.since();
        if (since != null && counters.purged() > 0 && oldest > 0) {
            Instant arrived =
                    Micros.instant(readers.read(reader -> reader.firstAt(1)).arrived());
            if (since.isBefore(arrived)) {
                throw ConnectionConflictException.notRetained(place.name(), oldest, arrived);
            }
        }
        long first = since == null ? Math.max(1, oldest) : firstSince(since, place.position());
        Instant until = wish.until();
        long last = until == null ? place.position() : firstSince(until, place.position()) - 1;
        if (oldest < 1 || first > last) {
            throw ConnectionConflictException.nothingToReplay(place.name());
        }
        return new Extent(first, last);
    }

    /** The first sequence that arrived then or later; the one behind the last where there is none. */
    private long firstSince(Instant time, long last) {
        long wanted = Micros.ceiling(time);
        long low = 1;
        long high = last + 1;
        while (low < high) {
            long middle = low + (high - low) / 2;
            Reader.At at = readers.read(reader -> reader.firstAt(middle));
            if (at.sequence() < 1 || at.sequence() > last || at.arrived() >= wanted) {
                high = middle;
            } else {
                low = at.sequence() + 1;
            }
        }
        return low;
    }

    Replay.Count count(String connection, Replay.Wish wish, long after) {
        Place place = committed.place(connection);
        Predicate<Event> filter = filters.apply(wish.only());
        Extent extent = extent(place, wish);
        long at = Math.max(after, extent.first() - 1);
        long found = 0;
        for (int looked = 0; looked < LOOKED_AT; ) {
            List<QueuedEvent> page = page(at, extent.last(), PAGE_EVENTS, PAGE_BYTES);
            if (page.isEmpty()) {
                return new Replay.Count(found, 0);
            }
            found += page.stream()
                    .filter(event -> wish.fits(event.arrived()) && filter.test(event.event()))
                    .count();
            at = lastOf(page);
            looked += page.size();
        }
        return new Replay.Count(found, at);
    }

    private List<QueuedEvent> page(long after, long last, int events, long bytes) {
        return after >= last ? List.of() : readers.read(reader -> reader.forward(after + 1, last, events, bytes));
    }

    private static long lastOf(List<QueuedEvent> events) {
        return events.get(events.size() - 1).sequence();
    }

    @Nullable
    Replay of(String connection) {
        Place place = committed.place(connection);
        return readers.read(reader -> reader.replay(place.id()))
                .map(row -> row.told(connection))
                .orElse(null);
    }

    boolean cancel(String connection) {
        Place place = committed.place(connection);
        return written.get(Work.changeLate(
                place,
                transaction ->
                        transaction.tables().replays().end(place.id(), Replay.State.CANCELLED, transaction.now())));
    }

    /** The next events of a replay that runs; null when none does. */
    @Nullable
    Batch next(Place place, int events, long bytes) {
        ReplayRow row = readers.read(reader -> reader.replay(place.id())).orElse(null);
        if (row == null || row.state() != Replay.State.RUNNING) {
            return null;
        }
        Replay.Wish wish = row.wish();
        Predicate<Event> filter = filters.apply(wish.only());
        long at = row.position();
        long missing = 0;
        for (int looked = 0; looked < LOOKED_AT; ) {
            List<QueuedEvent> page = page(at, row.last(), events, bytes);
            long through = page.isEmpty() ? row.last() : lastOf(page);
            long before = page.isEmpty() ? through : page.get(0).sequence() - 1;
            missing += before - at;
            List<QueuedEvent> fitting = page.stream()
                    .filter(event -> wish.fits(event.arrived()) && filter.test(event.event()))
                    .map(SendingAgain::marked)
                    .toList();
            if (!fitting.isEmpty()) {
                return offered(place, row, new Batch(Batch.Source.REPLAY, fitting, true, through), before, missing);
            }
            missing += page.isEmpty() ? 0 : through - before - page.size();
            at = through;
            looked += Math.max(1, page.size());
            if (at >= row.last()) {
                return ended(place, row, missing);
            }
        }
        return skipped(place, row, at, missing);
    }

    private static QueuedEvent marked(QueuedEvent queued) {
        return new QueuedEvent(queued.sequence(), queued.arrived(), queued.bytes(), Marks.with(queued.event(), MARK));
    }

    private Batch offered(Place place, ReplayRow row, Batch batch, long before, long missing) {
        boolean same = row.begun() && row.position() == before;
        boolean there = same
                || written.get(Work.changeLate(
                        place, transaction -> transaction.tables().replays().offer(place.id(), row, before, missing)));
        return there ? batch : again();
    }

    private Batch ended(Place place, ReplayRow row, long missing) {
        boolean done = written.get(Work.changeLate(place, transaction -> {
            ReplaysTable replays = transaction.tables().replays();
            return replays.skip(place.id(), row, row.last(), missing)
                    && replays.end(place.id(), Replay.State.DONE, transaction.now());
        }));
        if (done) {
            settled(place.name(), row.last());
        }
        return again();
    }

    /** A part of a replay is settled and on disk: tells whether that was its last. Throws nothing. */
    void settled(String connection, long through) {
        try {
            Replay now = of(connection);
            if (now != null && now.state() == Replay.State.DONE && now.last() == through) {
                onDone.accept(now);
            }
        } catch (QueueException | UnknownConnectionException e) {
            LOG.debug("{}: whether its replay is done is shown by the status alone", connection, e);
        }
    }

    private Batch skipped(Place place, ReplayRow row, long through, long missing) {
        written.get(Work.changeLate(
                place, transaction -> transaction.tables().replays().skip(place.id(), row, through, missing)));
        return again();
    }

    /** Nothing now, but something may be there at the next look. */
    private static Batch again() {
        return new Batch(Batch.Source.REPLAY, List.of(), true);
    }
}

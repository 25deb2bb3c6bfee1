package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Arrival.Fingerprint;
import io.mirrorlog.agent.queue.QueueStatus;
import io.mirrorlog.agent.queue.QueueStatus.Site;
import io.mirrorlog.agent.queue.TimeRange;
import io.mirrorlog.agent.queue.UnknownConnectionException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One commit in the making: what its parts have changed so far, of which each row is written once, at its end.
 *
 * <p>Writer's thread only. Nothing of it is seen by others before {@link #publish}.
 */
final class Transaction {

    private static final int SITES_MAX = 10_000;

    private final Database database;
    private final Committed committed;
    private final Remembered remembered;
    private final long now;

    /** What came from one site. */
    private static final class Tally {

        private long events;

        /** In microseconds. */
        private long lastSeen;
    }

    private Counters counters;
    private int newSites;
    private final Map<String, Place> places = new HashMap<>();
    private final Map<Long, Ahead> aheads = new HashMap<>();
    private final Set<String> forgotten = new HashSet<>();
    private final Map<String, Tally> tallies = new HashMap<>();
    private final List<Stored> appended = new ArrayList<>();
    private final List<Fingerprint> fingerprints = new ArrayList<>();
    private @Nullable Set<String> configured;
    private @Nullable List<Salvaging> salvages;

    Transaction(Database database, Committed committed, Remembered remembered, long now) {
        this.database = database;
        this.committed = committed;
        this.remembered = remembered;
        this.now = now;
        this.counters = committed.counters().nextCommit();
    }

    /** In microseconds. */
    long now() {
        return now;
    }

    Database database() {
        return database;
    }

    Tables tables() {
        return database.tables();
    }

    Counters counters() {
        return counters;
    }

    List<Stored> appended() {
        return appended;
    }

    Remembered.Known known(Fingerprint fingerprint) {
        return remembered.known(fingerprint);
    }

    void remember(Fingerprint fingerprint, long arrived) {
        remembered.add(fingerprint, arrived);
        fingerprints.add(fingerprint);
    }

    /** Stores one of the bodies behind all that is there; returns its sequence. */
    long append(Bodies bodies, int index, String site, long arrived) throws SQLException {
        long sequence = counters.last() + 1;
        tables().events().add(sequence, arrived, bodies.body(index));
        appended.add(new Stored(sequence, arrived, bodies, index));
        counters = counters.appended(1);
        count(site, arrived);
        return sequence;
    }

    private void count(String site, long arrived) {
        Tally tally = tallies.get(site);
        if (tally == null) {
            tally = tallies.computeIfAbsent(countedAs(site), first -> new Tally());
        }
        tally.events++;
        tally.lastSeen = arrived;
    }

    private String countedAs(String site) {
        if (committed.sites().containsKey(site)) {
            return site;
        }
        if (committed.sites().size() + newSites >= SITES_MAX) {
            return QueueStatus.OTHER_SITES;
        }
        newSites++;
        return site;
    }

    private Map<String, Site> sites() {
        var sites = new HashMap<String, Site>();
        tallies.forEach((name, tally) -> {
            Site known = committed.sites().get(name);
            long before = known == null ? 0 : known.events();
            sites.put(name, new Site(before + tally.events, Micros.instant(tally.lastSeen)));
        });
        return sites;
    }

    /** So many events of a store that was set aside are here again, and it has come so far. */
    void restored(int events, Salvaging salvaging) throws SQLException {
        tables().salvages().save(salvaging);
        salvages = tables().salvages().all();
        counters = counters.restored(events);
    }

    /** What is known of stores that were set aside. */
    List<Salvaging> salvages() {
        return committed.salvages();
    }

    /** True when a connection may find something new. */
    boolean brings() {
        return !appended.isEmpty() || salvages != null;
    }

    void deleted(long events, long through) {
        counters = counters.deleted(events, through);
    }

    /** Null for a connection that the queue does not know. */
    @Nullable
    Place find(String connection) {
        Place changed = places.get(connection);
        if (changed != null) {
            return changed;
        }
        return forgotten.contains(connection) ? null : committed.find(connection);
    }

    Place place(String connection) {
        Place place = find(connection);
        if (place == null) {
            throw new UnknownConnectionException(connection);
        }
        return place;
    }

    /** All that the queue knows. */
    List<Place> places() {
        return committed.connections().stream().map(this::place).toList();
    }

    void put(Place place) {
        places.put(place.name(), place);
    }

    /** What a connection has settled behind its position. */
    Ahead ahead(Place place) {
        Ahead changed = aheads.get(place.id());
        return changed != null ? changed : committed.ahead(place.id());
    }

    void ahead(Place place, Ahead ahead) {
        if (!ahead.equals(ahead(place))) {
            aheads.put(place.id(), ahead);
        }
    }

    /** Whether no event lies between two sequences, nor will be put back there. */
    boolean isGap(long after, long before) throws SQLException {
        if (after + 1 == before) {
            return true;
        }
        tables().events().flush();
        return !committed.isHolding(after) && !tables().events().isAny(after, before);
    }

    /** There is no connection of that name any more; its rows are the caller's to change. */
    void forget(String connection) {
        places.remove(connection);
        forgotten.add(connection);
    }

    void configure(Set<String> names) {
        configured = names;
    }

    boolean isConfigured(String connection) {
        return configured != null ? configured.contains(connection) : committed.isConfigured(connection);
    }

    /** The last sequence that every connection that holds events back has settled. */
    long settledByAll() {
        Set<String> holding = configured != null ? configured : committed.holding();
        return holding.stream()
                .map(this::find)
                .filter(Objects::nonNull)
                .mapToLong(Place::position)
                .min()
                .orElse(counters.last());
    }

    void commit() throws SQLException {
        tables().events().flush();
        if (!fingerprints.isEmpty()) {
            Stored first = appended.get(0);
            tables().remembered().append(first.sequence(), first.arrived(), fingerprints);
        }
        for (Place place : places.values()) {
            tables().connections().save(place);
        }
        for (Map.Entry<Long, Ahead> ahead : aheads.entrySet()) {
            tables().ahead().save(ahead.getKey(), ahead.getValue());
        }
        if (!tallies.isEmpty()) {
            tables().sites().save(sites());
        }
        tables().counters().save(counters);
        database.commit();
    }

    void publish(Tail tail) {
        remembered.commit();
        tail.dropThrough(counters.purged());
        tail.add(appended);
        committed.forget(forgotten);
        committed.publish(counters, times(), places, aheads, sites());
        if (salvages != null) {
            committed.salvaged(salvages);
        }
        if (configured != null) {
            committed.configured(configured);
        }
    }

    /** Between which times the new events lie; of bodies that are not stored, too, where others that came with them are. */
    private TimeRange times() {
        TimeRange times = TimeRange.NONE;
        Bodies seen = null;
        for (Stored stored : appended) {
            if (stored.bodies() != seen) {
                seen = stored.bodies();
                times = times.and(seen.times());
            }
        }
        return times;
    }

    void rollback(Throwable because) {
        remembered.rollback();
        database.rollback(because);
    }
}

package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.QueueStatus.Site;
import io.mirrorlog.agent.queue.TimeRange;
import io.mirrorlog.agent.queue.UnknownConnectionException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** What the last commit left behind, in memory, so that nobody asks the disk for it: the writer writes, all read. */
final class Committed {

    private final ConcurrentMap<String, Place> places = new ConcurrentHashMap<>();
    private final ConcurrentMap<Long, Ahead> aheads = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Site> sites = new ConcurrentHashMap<>();
    private final CommitTimes times = new CommitTimes();
    private volatile Counters counters = new Counters(-1, 0, 0, 0);
    private volatile List<Salvaging> salvages = List.of();
    private volatile @Nullable Set<String> configured;

    void load(Tables tables) throws SQLException {
        Map<String, Place> stored = new HashMap<>();
        tables.connections().all().forEach(place -> stored.put(place.name(), place));
        places.putAll(stored);
        // A configured one that the file has lost is made known again before anybody else has the turn.
        Set<String> names = configured;
        places.keySet().removeIf(name -> !stored.containsKey(name) && (names == null || !names.contains(name)));
        Map<Long, Ahead> storedAheads = tables.ahead().all();
        aheads.putAll(storedAheads);
        aheads.keySet().retainAll(storedAheads.keySet());
        Map<String, Site> storedSites = tables.sites().all();
        sites.keySet().retainAll(storedSites.keySet());
        sites.putAll(storedSites);
        salvages = tables.salvages().all();
        Counters loaded = tables.counters().load();
        times.beginAfter(loaded.last());
        counters = loaded;
    }

    /**
     * In this order: whoever reads backwards sees nothing as stored that the same commit has settled, nor as unsettled.
     *
     * @param appended between which times the new events lie
     */
    void publish(
            Counters newCounters,
            TimeRange appended,
            Map<String, Place> changedPlaces,
            Map<Long, Ahead> changedAheads,
            Map<String, Site> changedSites) {
        places.putAll(changedPlaces);
        aheads.putAll(changedAheads);
        aheads.values().removeIf(Ahead::isEmpty);
        sites.putAll(changedSites);
        if (newCounters.last() > counters.last()) {
            times.add(newCounters.last(), appended);
        }
        counters = newCounters;
    }

    void forget(Set<String> connections) {
        places.keySet().removeAll(connections);
    }

    /** What is known of stores that were set aside, the oldest first. */
    List<Salvaging> salvages() {
        return salvages;
    }

    void salvaged(List<Salvaging> now) {
        salvages = List.copyOf(now);
    }

    /**
     * The last sequence that a connection which stands there may be given: no event of a store that was set aside is
     * overtaken by a younger one.
     */
    long visible(long position) {
        for (Salvaging salvaging : salvages) {
            if (salvaging.isHolding() && position < salvaging.start()) {
                return salvaging.through();
            }
        }
        return counters.last();
    }

    /** Whether events will be put back behind that position that are older than the youngest. */
    boolean isHolding(long position) {
        return salvages.stream().anyMatch(salvaging -> salvaging.isHolding() && position < salvaging.start());
    }

    /** Between which times the events after a sequence lie, or further. */
    TimeRange times(long after) {
        return times.after(after);
    }

    /** What a connection has settled behind its position. */
    Ahead ahead(long connectionId) {
        return aheads.getOrDefault(connectionId, Ahead.NONE);
    }

    void configured(Set<String> names) {
        configured = Set.copyOf(names);
    }

    /** False for all until somebody has configured the queue. */
    boolean isConfigured(String connection) {
        Set<String> names = configured;
        return names != null && names.contains(connection);
    }

    Counters counters() {
        return counters;
    }

    Map<String, Site> sites() {
        return sites;
    }

    Set<String> connections() {
        return Set.copyOf(places.keySet());
    }

    /** The names of those that hold events back: until somebody has configured the queue, all that it knows. */
    Set<String> holding() {
        Set<String> names = configured;
        return names == null ? connections() : names;
    }

    @Nullable
    Place find(String connection) {
        return places.get(connection);
    }

    Place place(String connection) {
        Place place = places.get(connection);
        if (place == null) {
            throw new UnknownConnectionException(connection);
        }
        return place;
    }
}

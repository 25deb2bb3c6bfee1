package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.QueueStatus.Site;
import io.mirrorlog.agent.queue.UnknownConnectionException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** What the last commit left behind, in memory, so that nobody asks the disk for it: the writer writes, all read. */
final class Committed {

    private final ConcurrentMap<String, Place> places = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Site> sites = new ConcurrentHashMap<>();
    private volatile Counters counters = new Counters(-1, 0, 0, 0);
    private volatile @Nullable Set<String> configured;

    void load(Tables tables) throws SQLException {
        Map<String, Place> loaded = new HashMap<>();
        tables.connections().all().forEach(place -> loaded.put(place.name(), place));
        places.putAll(loaded);
        places.keySet().retainAll(loaded.keySet());
        sites.putAll(tables.sites().all());
        counters = tables.counters().load();
    }

    void publish(Counters newCounters, Map<String, Place> changedPlaces, Map<String, Site> changedSites) {
        places.putAll(changedPlaces);
        sites.putAll(changedSites);
        counters = newCounters;
    }

    void forget(Set<String> connections) {
        places.keySet().removeAll(connections);
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

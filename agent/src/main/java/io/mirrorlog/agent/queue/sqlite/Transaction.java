package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Arrival.Fingerprint;
import io.mirrorlog.agent.queue.QueueStatus;
import io.mirrorlog.agent.queue.QueueStatus.Site;
import io.mirrorlog.agent.queue.QueuedEvent;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private Counters counters;
    private int newSites;
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, Site> sites = new HashMap<>();
    private final List<QueuedEvent> appended = new ArrayList<>();
    private final List<Fingerprint> fingerprints = new ArrayList<>();
    private @Nullable Set<String> configured;

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

    List<QueuedEvent> appended() {
        return appended;
    }

    Remembered.Known known(Fingerprint fingerprint) {
        return remembered.known(fingerprint);
    }

    void remember(Fingerprint fingerprint, long arrived) {
        remembered.add(fingerprint, arrived);
        fingerprints.add(fingerprint);
    }

    void append(QueuedEvent event, long arrived, byte[] body) throws SQLException {
        tables().events().add(event.sequence(), arrived, body);
        appended.add(event);
        counters = counters.appended(1);
        count(event);
    }

    private void count(QueuedEvent event) {
        String name = event.event().site();
        Site known = site(name);
        if (known == null && committed.sites().size() + newSites >= SITES_MAX) {
            name = QueueStatus.OTHER_SITES;
            known = site(name);
        }
        if (known == null) {
            newSites++;
        }
        sites.put(name, new Site(known == null ? 1 : known.events() + 1, event.arrived()));
    }

    private @Nullable Site site(String name) {
        Site changed = sites.get(name);
        return changed != null ? changed : committed.sites().get(name);
    }

    void deleted(long events, long through) {
        counters = counters.deleted(events, through);
    }

    /** Null for a connection that the queue does not know. */
    @Nullable
    Place find(String connection) {
        Place changed = places.get(connection);
        return changed != null ? changed : committed.find(connection);
    }

    Place place(String connection) {
        Place changed = places.get(connection);
        return changed != null ? changed : committed.place(connection);
    }

    void put(Place place) {
        places.put(place.name(), place);
    }

    void configure(Set<String> names) {
        configured = names;
    }

    /** The last sequence that every connection that holds events back has settled. */
    long settledByAll() {
        Set<String> holding = configured != null ? configured : committed.holding();
        return holding.stream().mapToLong(name -> place(name).position()).min().orElse(counters.last());
    }

    void commit() throws SQLException {
        tables().events().flush();
        if (!fingerprints.isEmpty()) {
            QueuedEvent first = appended.get(0);
            tables().remembered().append(first.sequence(), Micros.floor(first.arrived()), fingerprints);
        }
        for (Place place : places.values()) {
            tables().connections().save(place);
        }
        if (!sites.isEmpty()) {
            tables().sites().save(sites);
        }
        tables().counters().save(counters);
        database.commit();
    }

    void publish(Tail tail) {
        remembered.commit();
        tail.dropThrough(counters.purged());
        tail.add(appended);
        committed.publish(counters, places, sites);
        if (configured != null) {
            committed.configured(configured);
        }
    }

    void rollback(Throwable because) {
        remembered.rollback();
        database.rollback(because);
    }
}

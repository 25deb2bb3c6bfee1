package io.mirrorlog.agent;

import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.queue.OwnEvent.Kind;
import io.mirrorlog.agent.queue.OwnEvents;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueueStatus;
import io.mirrorlog.agent.queue.Released;
import io.mirrorlog.agent.queue.Replay;
import io.mirrorlog.agent.queue.sqlite.SqliteQueue;
import io.mirrorlog.connector.Counted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells what happens to the agent as a whole and to its store as own events. Safe for many threads. */
final class AgentEvents {

    /** A queue at its limit may take an event now and then: its troubles must not fill it. */
    private static final Duration QUIET = Duration.ofMinutes(5);

    private final OwnEvents own;
    private final InstantSource clock;
    private final Instant begun;

    /** Since when no event is taken, where that was told. */
    private @Nullable Instant unavailableSince;

    private @Nullable Instant unavailableToldAt;
    private long untold;

    AgentEvents(OwnEvents own, InstantSource clock) {
        this.own = own;
        this.clock = clock;
        this.begun = clock.instant();
    }

    /** Tells what the queue meets from now on. */
    void hear(SqliteQueue queue) {
        queue.onAvailability(this::availability);
        queue.onSetAside(this::damaged);
        queue.onSalvaged(this::salvaged);
        queue.onReleased(this::released);
        queue.onReplayed(this::replayed);
    }

    /**
     * The agent has opened its queue.
     *
     * @param opened when it began to do so: a store that was set aside since then is told as well
     */
    void started(Configuration configuration, SqliteQueue queue, Instant opened) {
        boolean crashed = queue.wasLeftOpen();
        OwnEvent event = OwnEvent.of(
                        crashed ? Kind.AGENT_STARTED_AFTER_CRASH : Kind.AGENT_STARTED,
                        crashed ? "the agent has started; it had not been stopped in order" : "the agent has started")
                .with("version", Version.current())
                .with("pid", ProcessHandle.current().pid())
                .with(
                        "connections",
                        String.join(", ", configuration.connections().keySet()));
        QueueStatus status = status(queue);
        if (status == null) {
            own.tell(event);
            return;
        }
        Instant lastTaken = status.sites().values().stream()
                .map(QueueStatus.Site::lastSeen)
                .max(Instant::compareTo)
                .orElse(null);
        own.tell(event.with("retained_events", status.events())
                .with("last_sequence", status.last())
                .with("last_event_taken", lastTaken));
        status.setAside().stream()
                .filter(store -> !store.since().isBefore(opened))
                .forEach(this::damaged);
    }

    /** Null when the queue cannot be read now, which must not keep the agent from starting. */
    private static @Nullable QueueStatus status(SqliteQueue queue) {
        try {
            return queue.status();
        } catch (QueueException e) {
            return null;
        }
    }

    void stopping() {
        own.tell(OwnEvent.of(Kind.AGENT_STOPPING, "the agent stops").with("started", begun));
    }

    /** @param what the connections that were added, removed and changed, in words */
    void reloaded(String what, List<String> awaitsRestart) {
        OwnEvent event = OwnEvent.of(Kind.CONFIGURATION_RELOADED, "the configuration was read again: " + what);
        own.tell(awaitsRestart.isEmpty() ? event : event.with("awaits_restart", String.join(", ", awaitsRestart)));
    }

    /** @param why without secrets */
    void refused(String why) {
        String first = why.lines().findFirst().orElse("it cannot be read");
        own.tell(OwnEvent.of(
                        Kind.CONFIGURATION_REFUSED,
                        "the new configuration is refused, the old one stays in force: " + first)
                .with("reason", why));
    }

    private synchronized void availability(@Nullable String reason) {
        Instant now = clock.instant();
        if (reason == null) {
            available(now);
        } else if (unavailableToldAt != null && now.isBefore(unavailableToldAt.plus(QUIET))) {
            untold++;
        } else {
            unavailableSince = now;
            unavailableToldAt = now;
            OwnEvent event = OwnEvent.of(Kind.QUEUE_UNAVAILABLE, "no event is taken: " + reason)
                    .with("reason", reason);
            own.tell(untold == 0 ? event : event.with("untold", untold));
            untold = 0;
        }
    }

    private void available(Instant now) {
        Instant since = unavailableSince;
        if (since != null) {
            unavailableSince = null;
            long seconds = Math.max(0, Duration.between(since, now).toSeconds());
            own.tell(OwnEvent.of(Kind.QUEUE_AVAILABLE, "events are taken again after " + seconds + " s")
                    .with("since", since)
                    .with("until", now));
        }
    }

    private void damaged(QueueStatus.SetAside store) {
        own.tell(OwnEvent.of(
                        Kind.STORE_DAMAGED,
                        "the queue's file could not be used and was set aside as " + store.file()
                                + "; a new one takes events, what can be read of the old one is carried over")
                .with("file", store.file())
                .with("reason", store.reason()));
    }

    private void released(Released range) {
        own.tell(OwnEvent.of(
                        Kind.RELEASED,
                        range.connection(),
                        range.connection() + ": gave up " + Counted.of(range.left(), "event") + ", as " + range.reason()
                                + "; they lie in a file until somebody offers them again or drops them")
                .with("events", range.left())
                .with("first_sequence", range.first())
                .with("last_sequence", range.last())
                .with("file", "released/" + range.file())
                .with("reason", range.reason()));
    }

    private void replayed(Replay replay) {
        OwnEvent event = OwnEvent.of(
                        Kind.REPLAY_DONE,
                        replay.connection(),
                        replay.connection() + ": its replay has ended, "
                                + Counted.of(replay.sent(), "event", "was", "were") + " sent again")
                .with("events", replay.sent())
                .with("first_sequence", replay.first())
                .with("last_sequence", replay.last())
                .with("begun", replay.at());
        own.tell(replay.missing() == 0 ? event : event.with("missing", replay.missing()));
    }

    private void salvaged(QueueStatus.SetAside store, String missing) {
        OwnEvent event = OwnEvent.of(
                        Kind.STORE_SALVAGED,
                        Counted.of(store.restored(), "event") + " of " + store.file()
                                + (store.restored() == 1 ? " was" : " were") + " carried over, " + store.missing()
                                + " could not be read")
                .with("file", store.file())
                .with("restored", store.restored())
                .with("missing", store.missing())
                .with("positions_lost", String.valueOf(store.positionsLost()));
        own.tell(missing.isEmpty() ? event : event.with("missing_sequences", missing));
    }
}

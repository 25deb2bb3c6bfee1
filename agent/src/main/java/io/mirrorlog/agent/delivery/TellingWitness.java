package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.Delay;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.Gap;
import io.mirrorlog.agent.queue.Later;
import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.queue.OwnEvent.Kind;
import io.mirrorlog.agent.queue.OwnEvents;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Standing.Trouble;
import io.mirrorlog.connector.Counted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells one connection's troubles as own events, few enough to be read, and passes everything on to another witness.
 *
 * <p>It can neither flood nor loop. Of troubles that come and go, one is told in {@link #QUIET}, the others are counted in
 * the next; dead letters are told once in {@link #TOGETHER}, and counted. Nothing is told of a delivery that held nothing
 * but own events about deliveries, so that each own event is owed to at least one event that is none.
 *
 * <p>Called by the connection's lanes and by {@link Later}.
 */
public final class TellingWitness implements Witness {

    /** A destination that is away for less is told to nobody. */
    static final Duration LASTING = Duration.ofMinutes(1);

    static final Duration QUIET = Duration.ofMinutes(5);

    static final Duration TOGETHER = Duration.ofMinutes(1);

    private final Witness other;
    private final OwnEvents own;
    private final EventQueue queue;
    private final InstantSource clock;
    private final Later later;

    /** Of the trouble that is told and not over, the gravest kind told. */
    private Standing.@Nullable Kind told;

    private @Nullable Instant toldAt;

    /** Whether the present trouble was met in this process: one that a restart has cut may have been told before. */
    private boolean met;

    /** Troubles that came and went untold since the last told one. */
    private long untold;

    /** Since when it is not written to directly, once that is told. */
    private @Nullable Instant directStopped;

    private @Nullable Instant directToldAt;

    private long dead;
    private long firstDead;
    private long lastDead;
    private String deadReason = "";
    private boolean deadAsked;
    private @Nullable Instant deadToldAt;

    /** @param other hears everything first */
    public TellingWitness(Witness other, OwnEvents own, EventQueue queue, InstantSource clock, Later later) {
        this.other = other;
        this.own = own;
        this.queue = queue;
        this.clock = clock;
        this.later = later;
    }

    @Override
    public void troubleBegan(String connection, Trouble trouble) {
        other.troubleBegan(connection, trouble);
    }

    @Override
    public synchronized void failed(String connection, Trouble trouble, Batch offered) {
        other.failed(connection, trouble, offered);
        met = true;
        Instant now = clock.instant();
        if (isOfDeliveries(offered) || !isWorthTelling(trouble, now) || !mayBeTold(trouble, now)) {
            return;
        }
        String before = told == null ? "live" : word(told);
        told = trouble.kind();
        toldAt = now;
        OwnEvent event = OwnEvent.of(kind(trouble), connection, connection + ": " + sentence(trouble))
                .with("state", word(trouble.kind()))
                .with("before", before)
                .with("by", trouble.kind() == Standing.Kind.BLOCKED ? "destination" : null)
                .with("since", trouble.since())
                .with("failures", trouble.failures())
                .with("reason", trouble.reason())
                .with("waiting_from_sequence", offered.events().get(0).sequence());
        own.tell(untold == 0 ? event : event.with("untold", untold));
        untold = 0;
    }

    private static boolean isWorthTelling(Trouble trouble, Instant now) {
        return trouble.kind() != Standing.Kind.RETRYING
                || !now.isBefore(trouble.since().plus(LASTING));
    }

    /** A told trouble is told again only when it gets worse; a new one not soon after the last. */
    private boolean mayBeTold(Trouble trouble, Instant now) {
        if (told != null) {
            return trouble.kind().compareTo(told) > 0;
        }
        return toldAt == null || !now.isBefore(toldAt.plus(QUIET));
    }

    @Override
    public synchronized void troubleEnded(String connection, Trouble trouble, Batch settled, Instant now) {
        other.troubleEnded(connection, trouble, settled, now);
        boolean cutByARestart = !met && isWorthTelling(trouble, now) && !isOfDeliveries(settled);
        if (told != null || cutByARestart) {
            own.tell(recovered(connection, trouble, settled, now));
        } else {
            untold++;
        }
        told = null;
        met = false;
    }

    private OwnEvent recovered(String connection, Trouble trouble, Batch settled, Instant now) {
        Delay delay = delay(connection, settled, now);
        long seconds = Math.max(0, Duration.between(trouble.since(), now).toSeconds());
        String late = delay == null ? "" : ", " + Counted.of(delay.events(), "event", "is late", "are late");
        OwnEvent event = OwnEvent.of(
                        Kind.CONNECTION_RECOVERED,
                        connection,
                        connection + ": delivers again after " + seconds + " s" + late)
                .with(
                        "state",
                        delay != null && delay.events() > settled.events().size() ? "catching_up" : "live")
                .with("before", word(trouble.kind()))
                .with("since", trouble.since())
                .with("until", now)
                .with("failures", trouble.failures())
                .with("reason", trouble.reason());
        return delay == null ? event : delay.toldIn(event);
    }

    private @Nullable Delay delay(String connection, Batch settled, Instant now) {
        try {
            return Delay.of(queue, connection, settled, now);
        } catch (QueueException e) {
            return null; // that it delivers again is worth telling without it
        }
    }

    @Override
    public void setAside(String connection, List<QueuedEvent> refused, String reason) {
        other.setAside(connection, refused, reason);
        List<QueuedEvent> others = refused.stream()
                .filter(event -> !OwnEvent.isOfDeliveries(event.event()))
                .toList();
        if (!others.isEmpty()) {
            addDead(connection, others, reason);
        }
    }

    private synchronized void addDead(String connection, List<QueuedEvent> refused, String reason) {
        firstDead = dead == 0 ? refused.get(0).sequence() : firstDead;
        lastDead = refused.get(refused.size() - 1).sequence();
        dead += refused.size();
        deadReason = reason;
        Instant now = clock.instant();
        Instant next = deadToldAt == null ? now : deadToldAt.plus(TOGETHER);
        if (!next.isAfter(now)) {
            tellDead(connection);
        } else if (!deadAsked) {
            deadAsked = true;
            later.run(Duration.between(now, next), () -> tellDead(connection));
        }
    }

    private synchronized void tellDead(String connection) {
        deadAsked = false;
        if (dead == 0) {
            return;
        }
        deadToldAt = clock.instant();
        own.tell(OwnEvent.of(
                        Kind.DEAD_LETTERS,
                        connection,
                        connection + ": " + Counted.of(dead, "event", "was", "were")
                                + " refused for good and set aside: " + deadReason)
                .with("events", dead)
                .with("first_sequence", firstDead)
                .with("last_sequence", lastDead)
                .with("reason", deadReason));
        dead = 0;
    }

    @Override
    public void gap(String connection, Gap gap) {
        other.gap(connection, gap);
        own.tell(OwnEvent.of(
                        Kind.GAP_FOUND,
                        connection,
                        connection + ": up to " + Counted.of(gap.events(), "event") + " between the sequences "
                                + gap.first() + " and " + gap.last()
                                + (gap.events() == 1
                                        ? " is not retained any more, and was never delivered"
                                        : " are not retained any more, and were never delivered"))
                .with("events", gap.events())
                .with("first_sequence", gap.first())
                .with("last_sequence", gap.last()));
    }

    @Override
    public synchronized void directWritingStopped(String connection, Trouble trouble, boolean rejects) {
        other.directWritingStopped(connection, trouble, rejects);
        Instant now = clock.instant();
        if (directStopped != null || (directToldAt != null && now.isBefore(directToldAt.plus(QUIET)))) {
            return;
        }
        directStopped = now;
        directToldAt = now;
        own.tell(OwnEvent.of(
                        Kind.DIRECT_WRITING_STOPPED,
                        connection,
                        connection + ": is not written to directly for the time being, "
                                + (rejects ? "and no event is taken: " : "events go through the queue: ")
                                + trouble.reason())
                .with("failures", trouble.failures())
                .with("reason", trouble.reason())
                .with("on_failure", rejects ? "reject" : "queue"));
    }

    @Override
    public synchronized void directWritingGoesOn(String connection) {
        other.directWritingGoesOn(connection);
        Instant since = directStopped;
        if (since != null) {
            directStopped = null;
            own.tell(OwnEvent.of(Kind.DIRECT_WRITING_RESUMED, connection, connection + ": is written to directly again")
                    .with("since", since)
                    .with("until", clock.instant()));
        }
    }

    @Override
    public void queueUnavailable(String connection, String reason) {
        other.queueUnavailable(connection, reason);
    }

    @Override
    public synchronized void laneBroke(String connection, String reason) {
        other.laneBroke(connection, reason);
        own.tell(OwnEvent.of(
                        Kind.CONNECTION_FAILED,
                        connection,
                        connection + ": " + reason + "; nothing is delivered until the agent is restarted")
                .with("state", "failed")
                .with("since", clock.instant())
                .with("reason", reason));
    }

    /** Tells what it has counted and not told yet, as the lane has ended. */
    public void end(String connection) {
        tellDead(connection);
    }

    private static boolean isOfDeliveries(Batch batch) {
        return !batch.isEmpty() && batch.events().stream().allMatch(event -> OwnEvent.isOfDeliveries(event.event()));
    }

    private static Kind kind(Trouble trouble) {
        return switch (trouble.kind()) {
            case RETRYING -> Kind.CONNECTION_RETRYING;
            case BLOCKED -> Kind.CONNECTION_PAUSED;
            case FAILED -> Kind.CONNECTION_FAILED;
        };
    }

    private static String word(Standing.Kind kind) {
        return switch (kind) {
            case RETRYING -> "retrying";
            case BLOCKED -> "paused";
            case FAILED -> "failed";
        };
    }

    private static String sentence(Trouble trouble) {
        return trouble.kind() == Standing.Kind.RETRYING
                ? "delivers nothing since " + trouble.since().truncatedTo(ChronoUnit.SECONDS)
                        + ", events wait in the queue: " + trouble.reason()
                : "delivers nothing until this is mended, events wait in the queue: " + trouble.reason();
    }
}

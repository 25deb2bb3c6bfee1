package io.mirrorlog.agent.queue;

import io.mirrorlog.agent.queue.MemoryAside.Again;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How far one connection of a memory queue is, and how it fares. Only under the queue's lock. */
final class MemoryConnection {

    private final MemoryLog log;
    private final InstantSource clock;
    private final MemoryAside aside;
    private final MemoryRanges ranges = new MemoryRanges();
    private final MemoryReplay replay;

    private long position;
    private @Nullable String bookmark;
    private long delivered;
    private long refused;
    private long retried;
    private Standing.@Nullable Trouble trouble;
    private Standing.@Nullable Pause pause;
    private Instant since;

    /** Settled behind the position, while something before it still waits. */
    private final NavigableSet<Long> ahead = new TreeSet<>();

    MemoryConnection(MemoryLog log, InstantSource clock, Start start) {
        this.log = log;
        this.clock = clock;
        this.aside = new MemoryAside(log);
        this.replay = new MemoryReplay(log);
        this.position = log.position(start);
        this.since = now();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    long position() {
        return position;
    }

    MemoryAside aside() {
        return aside;
    }

    MemoryRanges ranges() {
        return ranges;
    }

    MemoryReplay replay() {
        return replay;
    }

    Standing standing() {
        List<QueuedEvent> waiting = live(0);
        return new Standing(
                position,
                bookmark,
                waiting.size(),
                waiting.isEmpty() ? null : waiting.get(0).arrived(),
                delivered,
                refused,
                retried,
                aside.dead(),
                trouble,
                pause,
                since);
    }

    Batch unsettled(int events, long bytes, Instant now) {
        List<QueuedEvent> due = aside.due(now);
        if (!due.isEmpty()) {
            List<QueuedEvent> taken = taken(due, events, bytes);
            boolean more = taken.size() < due.size() || !live(0).isEmpty();
            return new Batch(Batch.Source.AGAIN, taken, more);
        }
        return live(0, events, bytes);
    }

    Batch behind(Batch batch, int events, long bytes) {
        return live(batch.events().get(batch.events().size() - 1).sequence(), events, bytes);
    }

    private Batch live(long after, int events, long bytes) {
        List<QueuedEvent> live = live(after);
        List<QueuedEvent> taken = taken(inARow(live), events, bytes);
        return new Batch(Batch.Source.LIVE, taken, taken.size() < live.size());
    }

    private List<QueuedEvent> live(long after) {
        return log.after(Math.max(after, position)).stream()
                .filter(event -> !ahead.contains(event.sequence()))
                .toList();
    }

    /** Up to the first that is settled already. */
    private List<QueuedEvent> inARow(List<QueuedEvent> live) {
        Long next = live.isEmpty() ? null : ahead.higher(live.get(0).sequence());
        return next == null
                ? live
                : live.stream().filter(event -> event.sequence() < next).toList();
    }

    private static List<QueuedEvent> taken(List<QueuedEvent> waiting, int events, long bytes) {
        var taken = new ArrayList<QueuedEvent>();
        long room = bytes;
        for (QueuedEvent event : waiting) {
            room -= event.bytes();
            if (taken.size() == events || (room < 0 && !taken.isEmpty())) {
                break;
            }
            taken.add(event);
        }
        return taken;
    }

    /** What retention must leave, although the position is behind it. */
    Set<Long> held() {
        Replay running = replay.running();
        Set<Long> held = aside.held();
        if (running != null) {
            log.between(running.position(), running.last()).forEach(event -> held.add(event.sequence()));
        }
        return held;
    }

    void settle(DirectSettlement settlement, List<Receipt> receipts) {
        for (int i = 0; i < receipts.size(); i++) {
            long sequence = receipts.get(i).sequence();
            String reason = settlement.refused().get(i);
            if (sequence == 0 || (reason == null && !settlement.delivered().contains(i))) {
                continue;
            }
            if (reason == null) {
                delivered++;
            } else {
                refused++;
                aside.refused(new DeadLetter(settlement.connection(), log.event(sequence), reason, 1, now(), now()));
            }
            ahead.add(sequence);
            endTrouble();
            swallow();
        }
    }

    private void endTrouble() {
        if (trouble != null) {
            trouble = null;
            since = now();
        }
    }

    /** Moves the position over what is settled there already. */
    private void swallow() {
        ahead.headSet(position, true).clear();
        while (!ahead.isEmpty() && log.between(position, ahead.first() - 1).isEmpty()) {
            position = Objects.requireNonNull(ahead.pollFirst());
        }
    }

    void settle(Settlement settlement) {
        if (settlement.batch().source() == Batch.Source.REPLAY) {
            settleReplay(settlement);
            return;
        }
        boolean early = settlement.batch().source() == Batch.Source.AHEAD;
        boolean live = settlement.batch().source() == Batch.Source.LIVE || early;
        boolean late = settlement.batch().source() == Batch.Source.RELEASED;
        Again fresh = trouble == null
                ? new Again(settlement.againDue(), 1, now(), null)
                : new Again(
                        settlement.againDue(),
                        trouble.failures() + 1,
                        trouble.since().truncatedTo(ChronoUnit.MICROS),
                        null);
        boolean moved = settlement.batch().isEmpty();
        for (QueuedEvent event : settlement.batch().events()) {
            if (live && event.sequence() > position) {
                if (early && ahead.contains(event.sequence())) {
                    continue;
                }
                if (early) {
                    ahead.add(event.sequence());
                } else {
                    position = event.sequence();
                }
                settle(settlement, event, fresh);
                moved = true;
            } else if (live || late) {
                moved |= settleOfRange(settlement, event.sequence(), fresh);
            } else {
                moved |= settleAgain(settlement, event);
            }
        }
        if (live && moved && !settlement.batch().isEmpty()) {
            swallow();
        }
        bookmark = moved && settlement.bookmark() != null ? settlement.bookmark() : bookmark;
        if (settlement.endsTrouble()) {
            endTrouble();
        }
    }

    private boolean settleAgain(Settlement settlement, QueuedEvent event) {
        Again before = aside.taken(event.sequence());
        if (before == null) {
            return false;
        }
        settle(
                settlement,
                event,
                new Again(settlement.againDue(), before.attempts() + 1, before.since(), before.letter()));
        return true;
    }

    private void settleReplay(Settlement settlement) {
        trouble = null;
        long through = settlement.batch().through();
        if (replay.awaits(through)) {
            long before = delivered;
            for (QueuedEvent event : settlement.batch().events()) {
                settle(settlement, event, withCopy(settlement, event, 1, now()));
            }
            replay.settled(through, delivered - before, now());
        } else if (replay.running() != null) {
            return;
        }
        bookmark = settlement.bookmark() != null ? settlement.bookmark() : bookmark;
    }

    private boolean settleOfRange(Settlement settlement, long sequence, Again fresh) {
        QueuedEvent event = ranges.settled(sequence);
        if (event == null) {
            return false;
        }
        settle(settlement, event, withCopy(settlement, event, fresh.attempts(), fresh.since()));
        return true;
    }

    /** The log does not have the event, or need not have it any more. */
    private Again withCopy(Settlement settlement, QueuedEvent event, int attempts, Instant first) {
        var copy = new DeadLetter(settlement.connection(), event, "", 0, now(), now());
        return new Again(settlement.againDue(), attempts, first, copy);
    }

    private void settle(Settlement settlement, QueuedEvent event, Again exception) {
        String reason = settlement.refused().get(event.sequence());
        if (reason != null) {
            refused++;
            aside.refused(new DeadLetter(
                    settlement.connection(), event, reason, exception.attempts(), exception.since(), now()));
        } else if (settlement.again().contains(event.sequence())) {
            aside.putOff(event.sequence(), exception);
        } else if (!settlement.passedOver().contains(event.sequence())) {
            delivered++;
        }
    }

    void trouble(Standing.Trouble present) {
        if (trouble == null || trouble.kind() != present.kind()) {
            since = now();
        }
        trouble = present;
        ranges.noneIsBegun();
        replay.isNotBegun();
        retried++;
    }

    boolean isPaused() {
        return pause != null;
    }

    void pause(String reason) {
        pause = new Standing.Pause(pause == null ? now() : pause.since(), reason);
    }

    void resume() {
        if (pause != null && trouble == null) {
            since = now();
        }
        pause = null;
    }

    @Nullable
    Released giveUp(String name, Instant arrivedBefore, String reason) {
        List<QueuedEvent> waiting = live(0).stream()
                .takeWhile(event -> event.arrived().isBefore(arrivedBefore))
                .toList();
        if (waiting.isEmpty()) {
            return null;
        }
        QueuedEvent first = waiting.get(0);
        QueuedEvent last = waiting.get(waiting.size() - 1);
        var begin = new Released(
                name,
                first.sequence(),
                last.sequence(),
                waiting.size(),
                waiting.size(),
                first.arrived(),
                last.arrived(),
                now(),
                reason,
                name + "-" + first.sequence() + "-" + last.sequence() + ".ndjson.gz",
                false,
                null);
        ranges.add(waiting, begin);
        position = last.sequence();
        swallow();
        return begin;
    }
}

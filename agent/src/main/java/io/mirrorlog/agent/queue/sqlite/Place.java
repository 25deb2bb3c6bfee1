package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Standing;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where one connection stands: its row, and what follows from its exceptions.
 *
 * @param nextDue when the first event put aside is due, in microseconds; {@link #NEVER} when none is
 */
record Place(
        long id,
        String name,
        long position,
        @Nullable String bookmark,
        long delivered,
        long refused,
        long retried,
        long dead,
        Standing.@Nullable Trouble trouble,
        Standing.@Nullable Pause pause,
        @Nullable Instant since,
        long nextDue) {

    static final long NEVER = Long.MAX_VALUE;

    /** How many events of a settlement went where. */
    record Tally(long delivered, long refused) {}

    static Place begin(long id, String name, long position, Instant now) {
        return new Place(id, name, position, null, 0, 0, 0, 0, null, null, now, NEVER);
    }

    Place named(String newName) {
        return new Place(
                id, newName, position, bookmark, delivered, refused, retried, dead, trouble, pause, since, nextDue);
    }

    Place settled(long newPosition, @Nullable String newBookmark, Tally tally, long newNextDue) {
        return new Place(
                id,
                name,
                newPosition,
                newBookmark == null ? bookmark : newBookmark,
                delivered + tally.delivered(),
                refused + tally.refused(),
                retried,
                dead + tally.refused(),
                trouble,
                pause,
                since,
                newNextDue);
    }

    /** Its trouble is over, if there was any. */
    Place working(Instant now) {
        return trouble == null
                ? this
                : new Place(id, name, position, bookmark, delivered, refused, retried, dead, null, pause, now, nextDue);
    }

    /** So many dead letters fewer. */
    Place withoutDead(int letters, long newNextDue) {
        return new Place(
                id,
                name,
                position,
                bookmark,
                delivered,
                refused,
                retried,
                dead - letters,
                trouble,
                pause,
                since,
                newNextDue);
    }

    Place due(long newNextDue) {
        return new Place(
                id, name, position, bookmark, delivered, refused, retried, dead, trouble, pause, since, newNextDue);
    }

    Place troubled(Standing.Trouble met, Instant now) {
        Instant newSince = trouble != null && trouble.kind() == met.kind() ? since : now;
        // As it will be read back: what is told must not change with a restart.
        var stored = new Standing.Trouble(
                met.failures(), Micros.instant(Micros.floor(met.since())), met.reason(), met.kind());
        return new Place(
                id, name, position, bookmark, delivered, refused, retried + 1, dead, stored, pause, newSince, nextDue);
    }

    Place paused(Standing.Pause newPause) {
        return new Place(
                id, name, position, bookmark, delivered, refused, retried, dead, trouble, newPause, since, nextDue);
    }

    /** One that was not paused stays as it is. */
    Place resumed(Instant now) {
        if (pause == null) {
            return this;
        }
        Instant newSince = trouble == null ? now : since;
        return new Place(
                id, name, position, bookmark, delivered, refused, retried, dead, trouble, null, newSince, nextDue);
    }
}

package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Standing;
import org.jspecify.annotations.Nullable;

/**
 * Where one connection stands: its row, and what follows from its exceptions.
 *
 * @param nextDue when the first event put aside is due, in microseconds; {@link #NEVER} when none is
 * @param late what waits beside the queue's order
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
        long nextDue,
        Late late) {

    static final long NEVER = Long.MAX_VALUE;

    /** How many events of a settlement went where. */
    record Tally(long delivered, long refused) {

        Tally and(Tally other) {
            return new Tally(delivered + other.delivered, refused + other.refused);
        }
    }

    static Place begin(long id, String name, long position) {
        return new Place(id, name, position, null, 0, 0, 0, 0, null, null, NEVER, Late.NONE);
    }

    Place named(String newName) {
        return new Place(
                id, newName, position, bookmark, delivered, refused, retried, dead, trouble, pause, nextDue, late);
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
                null,
                pause,
                newNextDue,
                late);
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
                newNextDue,
                late);
    }

    Place due(long newNextDue) {
        return new Place(
                id, name, position, bookmark, delivered, refused, retried, dead, trouble, pause, newNextDue, late);
    }

    Place troubled(Standing.Trouble newTrouble) {
        return new Place(
                id, name, position, bookmark, delivered, refused, retried + 1, dead, newTrouble, pause, nextDue, late);
    }

    Place paused(Standing.@Nullable Pause newPause) {
        return new Place(
                id, name, position, bookmark, delivered, refused, retried, dead, trouble, newPause, nextDue, late);
    }

    /** With something else beside the queue's order. */
    Place late(Late newLate) {
        return new Place(
                id, name, position, bookmark, delivered, refused, retried, dead, trouble, pause, nextDue, newLate);
    }

    /** Behind events that were given up. */
    Place movedOver(long newPosition) {
        return new Place(
                id, name, newPosition, bookmark, delivered, refused, retried, dead, trouble, pause, nextDue, late);
    }
}

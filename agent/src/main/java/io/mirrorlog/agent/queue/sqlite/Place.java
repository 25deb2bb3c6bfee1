package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.queue.Standing;
import java.time.Instant;
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
        Counts counts,
        Standing.@Nullable Trouble trouble,
        Standing.@Nullable Pause pause,
        @Nullable Instant since,
        long nextDue,
        Late late) {

    static final long NEVER = Long.MAX_VALUE;

    /**
     * What became of its events so far, and of its deliveries.
     *
     * @param dead the dead letters that it has now
     */
    record Counts(long delivered, long refused, long retried, long dead) {

        static final Counts NONE = new Counts(0, 0, 0, 0);

        Counts with(Tally tally) {
            return new Counts(
                    delivered + tally.delivered(), refused + tally.refused(), retried, dead + tally.refused());
        }

        Counts withRetry() {
            return new Counts(delivered, refused, retried + 1, dead);
        }

        Counts withoutDead(int letters) {
            return new Counts(delivered, refused, retried, dead - letters);
        }
    }

    /** How many events of a settlement went where. */
    record Tally(long delivered, long refused) {

        Tally and(Tally other) {
            return new Tally(delivered + other.delivered, refused + other.refused);
        }
    }

    static Place begin(long id, String name, long position, Instant now) {
        return new Place(id, name, position, null, Counts.NONE, null, null, now, NEVER, Late.NONE);
    }

    Place named(String newName) {
        return new Place(id, newName, position, bookmark, counts, trouble, pause, since, nextDue, late);
    }

    Place settled(long newPosition, @Nullable String newBookmark, Tally tally, long newNextDue) {
        String last = newBookmark == null ? bookmark : newBookmark;
        return new Place(id, name, newPosition, last, counts.with(tally), trouble, pause, since, newNextDue, late);
    }

    /** Its trouble is over, if there was any. */
    Place working(Instant now) {
        return trouble == null
                ? this
                : new Place(id, name, position, bookmark, counts, null, pause, now, nextDue, late);
    }

    /** So many dead letters fewer. */
    Place withoutDead(int letters, long newNextDue) {
        Counts left = counts.withoutDead(letters);
        return new Place(id, name, position, bookmark, left, trouble, pause, since, newNextDue, late);
    }

    Place due(long newNextDue) {
        return new Place(id, name, position, bookmark, counts, trouble, pause, since, newNextDue, late);
    }

    Place troubled(Standing.Trouble met, Instant now) {
        Instant newSince = trouble != null && trouble.kind() == met.kind() ? since : now;
        // As it will be read back: what is told must not change with a restart.
        var stored = new Standing.Trouble(
                met.failures(), Micros.instant(Micros.floor(met.since())), met.reason(), met.kind());
        return new Place(id, name, position, bookmark, counts.withRetry(), stored, pause, newSince, nextDue, late);
    }

    Place paused(Standing.Pause newPause) {
        return new Place(id, name, position, bookmark, counts, trouble, newPause, since, nextDue, late);
    }

    /** One that was not paused stays as it is. */
    Place resumed(Instant now) {
        if (pause == null) {
            return this;
        }
        Instant newSince = trouble == null ? now : since;
        return new Place(id, name, position, bookmark, counts, trouble, null, newSince, nextDue, late);
    }

    /** With something else beside the queue's order. */
    Place late(Late newLate) {
        return new Place(id, name, position, bookmark, counts, trouble, pause, since, nextDue, newLate);
    }

    /** Behind events that were given up. */
    Place movedOver(long newPosition) {
        return new Place(id, name, newPosition, bookmark, counts, trouble, pause, since, nextDue, late);
    }
}

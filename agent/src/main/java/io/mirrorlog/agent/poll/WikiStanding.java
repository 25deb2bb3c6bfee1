package io.mirrorlog.agent.poll;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the reading of a wiki stands.
 *
 * @param begun when this run of the agent began to read it
 * @param since when the state began
 * @param lastSuccess when its log was last read to the end, in this run of the agent; null before that
 * @param position the time of the youngest entry that was taken; null before the first
 * @param taken how many entries were taken in this run
 * @param incomplete how many of those lack something, as the wiki does not tell them whole
 * @param failures in a row
 * @param lastError of the last failure, for people; null when there was none in this run
 * @param nextTry when it is read next; null while it is read
 */
public record WikiStanding(
        State state,
        Instant begun,
        Instant since,
        @Nullable Instant lastSuccess,
        @Nullable Instant position,
        long taken,
        long incomplete,
        int failures,
        @Nullable String lastError,
        @Nullable Instant nextTry) {

    /** What it does. */
    public enum State {
        /** Its log was read to the end, and is again and again. */
        LIVE,
        /** There is more of its log than was read so far. */
        CATCHING_UP,
        /** It could not be read; that passes by itself. */
        RETRYING,
        /** It could not be read; somebody has to mend that. It is tried nevertheless. */
        FAILED;

        /** How it is called where people read it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static WikiStanding beginning(Instant now) {
        return new WikiStanding(State.CATCHING_UP, now, now, null, null, 0, 0, 0, null, null);
    }

    /** A part of its log was taken. */
    WikiStanding progressed(@Nullable Instant position, int entries, int lacking) {
        return new WikiStanding(
                state,
                begun,
                since,
                lastSuccess,
                position,
                taken + entries,
                incomplete + lacking,
                failures,
                lastError,
                null);
    }

    /** It was read without a failure. */
    WikiStanding succeeded(boolean toTheEnd, Instant now, Instant nextTry) {
        State next = toTheEnd ? State.LIVE : State.CATCHING_UP;
        return new WikiStanding(
                next,
                begun,
                next == state ? since : now,
                toTheEnd ? now : lastSuccess,
                position,
                taken,
                incomplete,
                0,
                lastError,
                nextTry);
    }

    /** It could not be read. */
    WikiStanding troubled(State next, String reason, Instant now, Instant nextTry) {
        Instant failingSince = failures > 0 ? since : now;
        return new WikiStanding(
                next, begun, failingSince, lastSuccess, position, taken, incomplete, failures + 1, reason, nextTry);
    }

    /** For how long its log may hold entries that were not taken. */
    public Duration lag(Instant now) {
        Duration lag = Duration.between(lastSuccess == null ? begun : lastSuccess, now);
        return lag.isNegative() ? Duration.ZERO : lag;
    }
}

package io.mirrorlog.agent.delivery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long a lane rests before it delivers again; whoever runs the lane keeps the time. */
public sealed interface Rest {

    /** Not at all: more is waiting. */
    Rest NONE = new Waiting(Duration.ZERO);

    /** A pause between two looks: more events may come and share the delivery. */
    record Waiting(Duration time) implements Rest {}

    /**
     * Until something new is in the queue.
     *
     * @param atTheLatest when an event that was put aside is due; absent when there is none
     */
    record UntilWoken(@Nullable Instant atTheLatest) implements Rest {}

    /** Until an operator ends it, who began it. */
    record UntilRoused() implements Rest {}

    /** After a failure: nothing but time, or an operator, ends it. */
    record AfterFailure(Duration time) implements Rest {}
}

package io.mirrorlog.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How many events waited when, while a backlog shrinks to nothing. */
final class Draining {

    private static final long LOOK_MILLIS = 5;

    /**
     * One look.
     *
     * @param nanos of the clock of {@link System#nanoTime}
     */
    record Look(long nanos, long waiting) {}

    private final List<Look> looks;

    /** @param looks in the order of time; the number that waits never grows and ends with 0 */
    Draining(List<Look> looks) {
        this.looks = List.copyOf(looks);
    }

    /** Looks on until nothing waits. */
    static Draining watch(Progress progress) throws IOException, InterruptedException {
        List<Look> looks = new ArrayList<>();
        long waiting;
        do {
            waiting = progress.waiting();
            looks.add(new Look(System.nanoTime(), waiting));
            Thread.sleep(LOOK_MILLIS);
        } while (waiting > 0);
        return new Draining(looks);
    }

    /**
     * Events a second while the number that waits fell from one to the other; not before it moved for the first time, as
     * nobody saw how long that first step took.
     */
    double rate(long from, long to) {
        long moved = firstMoved();
        long begin = moved > to ? Math.min(from, moved) : from;
        return (begin - to) / ((nanosAt(to) - nanosAt(begin)) / 1e9);
    }

    private long firstMoved() {
        long all = looks.get(0).waiting();
        return looks.stream()
                .mapToLong(Look::waiting)
                .filter(waiting -> waiting < all)
                .findFirst()
                .orElse(all);
    }

    /** When so many waited, by a straight line between the looks before and after; the moment before it began to shrink. */
    private double nanosAt(long level) {
        Look before = looks.get(0);
        for (Look look : looks) {
            if (look.waiting() < level
                    || (look.waiting() == level && level < looks.get(0).waiting())) {
                if (before.waiting() <= level) {
                    return before.nanos();
                }
                double part = (before.waiting() - level) / (double) (before.waiting() - look.waiting());
                return before.nanos() + part * (look.nanos() - before.nanos());
            }
            before = look;
        }
        throw new IllegalArgumentException("it never came down to " + level);
    }
}

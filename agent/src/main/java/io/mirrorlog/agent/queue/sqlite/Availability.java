package io.mirrorlog.agent.queue.sqlite;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether events are taken, told when that changes. Reported by the writer's thread, asked by any. */
final class Availability {

    private static final Logger LOG = LoggerFactory.getLogger(Availability.class);

    private volatile Consumer<@Nullable String> listener = reason -> {};
    private volatile @Nullable String hindrance;

    /** Tells why events are not taken from now on, and null when they are taken again, from the writer's thread. */
    void onChange(Consumer<@Nullable String> told) {
        listener = told;
    }

    /** Why events were not taken when last tried; null while all is well. */
    @Nullable
    String hindrance() {
        return hindrance;
    }

    /** @param reason why they are not taken; null when they are */
    void report(@Nullable String reason) {
        boolean changes = (reason == null) != (hindrance == null);
        if (reason != null && hindrance == null) {
            LOG.error("No event is taken: {}", reason);
        } else if (reason == null && hindrance != null) {
            LOG.info("Events are taken again");
        }
        hindrance = reason;
        if (changes) {
            listener.accept(reason);
        }
    }
}

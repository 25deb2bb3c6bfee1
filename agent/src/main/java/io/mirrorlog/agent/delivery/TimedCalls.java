package io.mirrorlog.agent.delivery;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Outcome.Retry;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes one call after the other to a connector, and interrupts the one that takes too long.
 *
 * <p>One caller at a time of {@link #make}; its listener hears on the alarm's thread; the rest is for any thread.
 */
final class TimedCalls {

    /** So long a call may take to heed its interruption. */
    private static final Duration HEEDING = Duration.ofSeconds(1);

    /** Hears of a call that does not end in time. */
    interface Listener {

        /** It was interrupted just now: nobody waits for it any more, and its outcome does not count. */
        void takesTooLong(DirectDelivery delivery);

        /** It has not heeded that. */
        void doesNotEnd();
    }

    private final Connector connector;
    private final Duration timeout;
    private final DirectLane.Alarm alarm;
    private final Listener listener;

    private final Object lock = new Object();

    /** What is offered by the call that runs, with its thread; both absent while none does. */
    private @Nullable DirectDelivery present;

    private @Nullable Thread thread;

    /** The present call has taken too long. */
    private boolean overdue;

    TimedCalls(Connector connector, Duration timeout, DirectLane.Alarm alarm, Listener listener) {
        this.connector = connector;
        this.timeout = timeout;
        this.alarm = alarm;
        this.listener = listener;
    }

    /** Whether a call runs that has taken too long. */
    boolean isOverdue() {
        synchronized (lock) {
            return overdue;
        }
    }

    /** What to say of a call that was not answered in time. */
    String noAnswer() {
        return "no answer within " + timeout.toMillis() + " ms";
    }

    /** Returns what the destination says, however long that takes; nothing when it took too long, whatever it says. */
    Optional<Outcome> make(DirectDelivery delivery) {
        synchronized (lock) {
            present = delivery;
            thread = Thread.currentThread();
        }
        Runnable inTime = alarm.set(timeout, () -> takesTooLong(delivery));
        Outcome said;
        try {
            said = connector.deliver(delivery.entries());
        } catch (InterruptedException e) {
            said = new Retry(noAnswer());
        } catch (RuntimeException | Error e) {
            if (endedLate(inTime)) {
                return Optional.empty();
            }
            throw e;
        }
        return endedLate(inTime) ? Optional.empty() : Optional.of(said);
    }

    private boolean endedLate(Runnable inTime) {
        inTime.run();
        synchronized (lock) {
            boolean late = overdue;
            present = null;
            thread = null;
            overdue = false;
            boolean unused = Thread.interrupted(); // meant for the call, which is over
            return late;
        }
    }

    private void takesTooLong(DirectDelivery delivery) {
        synchronized (lock) {
            if (present != delivery || thread == null) {
                return;
            }
            overdue = true;
            thread.interrupt();
        }
        alarm.set(HEEDING, () -> doesNotEnd(delivery));
        listener.takesTooLong(delivery);
    }

    private void doesNotEnd(DirectDelivery delivery) {
        synchronized (lock) {
            if (present != delivery) {
                return;
            }
        }
        listener.doesNotEnd();
    }
}

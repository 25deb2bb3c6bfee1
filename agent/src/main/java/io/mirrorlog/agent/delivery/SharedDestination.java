package io.mirrorlog.agent.delivery;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Outcome.Blocked;
import io.mirrorlog.connector.Outcome.Retry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lane's connector to a destination that is also written to directly: what either of the two learns of the
 * destination, the other one heeds. Closing it does nothing: the connector is closed by whoever has opened it.
 */
final class SharedDestination implements Connector {

    private final Connector connector;
    private final Breaker breaker;

    SharedDestination(Connector connector, Breaker breaker) {
        this.connector = connector;
        this.breaker = breaker;
    }

    @Override
    public void resume(@Nullable String bookmark) {
        connector.resume(bookmark);
    }

    @Override
    public Outcome deliver(List<Entry> entries) throws InterruptedException {
        Duration asked = breaker.askedFor();
        if (!asked.isZero()) {
            return new Retry(breaker.reason(), asked);
        }
        Outcome outcome;
        try {
            outcome = connector.deliver(entries);
        } catch (RuntimeException e) {
            breaker.laneFailed(Failure.reasonOf(e));
            throw e;
        }
        if (outcome instanceof Retry retry) {
            breaker.laneFailed(retry.reason());
        } else if (outcome instanceof Blocked blocked) {
            breaker.laneFailed(blocked.reason());
        } else {
            breaker.laneDelivered();
        }
        return outcome;
    }
}

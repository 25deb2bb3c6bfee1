package io.mirrorlog.agent.schedule;

import io.mirrorlog.agent.delivery.Lane;
import io.mirrorlog.agent.delivery.Rendering;
import io.mirrorlog.agent.delivery.RetryPolicy;
import io.mirrorlog.agent.delivery.Witness;
import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Limits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Lanes for tests of what runs them. */
final class Lanes {

    private Lanes() {}

    static Lane lane(
            String connection, EventQueue queue, Connector connector, RetryPolicy retries, InstantSource clock) {
        var rendering = new Rendering(null, (text, event, identifier, sequence) -> text.append(event.message()));
        var limits = new Limits(100, 1 << 20, Duration.ZERO);
        return new Lane(
                connection, queue, connector, new Lane.Conduct(rendering, limits, retries, new Deaf()), clock, () -> 1);
    }

    private static final class Deaf implements Witness {

        @Override
        public void troubleBegan(String connection, Standing.Trouble trouble) {}

        @Override
        public void troubleEnded(String connection, Standing.Trouble trouble, Batch settled, Instant now) {}

        @Override
        public void setAside(String connection, List<QueuedEvent> refused, String reason) {}

        @Override
        public void queueUnavailable(String connection, String reason) {}
    }
}

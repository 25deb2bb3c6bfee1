package io.mirrorlog.agent;

import io.mirrorlog.agent.delivery.Witness;
import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.Gap;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Standing.Trouble;
import io.mirrorlog.connector.Counted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log when a connection's trouble begins and when it ends, not each time that it goes on. */
final class LoggingWitness implements Witness {

    private static final Logger LOG = LoggerFactory.getLogger("mirrorlog");

    @Override
    public void troubleBegan(String connection, Trouble trouble) {
        if (trouble.kind() == Standing.Kind.RETRYING) {
            LOG.warn("{}: {}; it will be tried again, events wait in the queue", connection, trouble.reason());
        } else {
            LOG.error("{}: {}; events wait in the queue until this is mended", connection, trouble.reason());
        }
    }

    @Override
    public void troubleEnded(String connection, Trouble trouble, Batch settled, Instant now) {
        Duration lasted = Duration.between(trouble.since(), now);
        LOG.info(
                "{}: delivers again after {} s and {} (last: {})",
                connection,
                lasted.toSeconds(),
                Counted.of(trouble.failures(), "failure"),
                trouble.reason());
    }

    @Override
    public void setAside(String connection, List<QueuedEvent> refused, String reason) {
        String events = Counted.of(refused.size(), "event", "was", "were");
        LOG.warn("{}: {} refused for good and set aside: {}", connection, events, reason);
    }

    @Override
    public void gap(String connection, Gap gap) {
        LOG.error(
                "{}: {} between the sequences {} and {} {}",
                connection,
                Counted.of(gap.events(), "event"),
                gap.first(),
                gap.last(),
                gap.events() == 1
                        ? "is not retained any more, and was not delivered"
                        : "are not retained any more, and were not delivered");
    }

    @Override
    public void queueUnavailable(String connection, String reason) {
        LOG.error("{}: the queue cannot be used: {}; nothing is lost, but nothing moves", connection, reason);
    }

    @Override
    public void directWritingStopped(String connection, Trouble trouble, boolean rejects) {
        LOG.warn(
                "{}: {}; it is not written to directly for the time being, {}",
                connection,
                trouble.reason(),
                rejects ? "and no event is taken" : "events go through the queue");
    }

    @Override
    public void directWritingGoesOn(String connection) {
        LOG.info("{}: it is written to directly again", connection);
    }

    /** A sentence of a connector that an operator must read although the delivery went on. */
    static void notice(String connection, String sentence) {
        LOG.warn("{}: {}", connection, sentence);
    }
}

package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.Gap;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Standing.Trouble;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes down what it hears. */
final class RecordingWitness implements Witness {

    private final List<String> heard = new ArrayList<>();

    List<String> heard() {
        return heard;
    }

    @Override
    public void troubleBegan(String connection, Trouble trouble) {
        heard.add("began " + trouble.kind() + ": " + trouble.reason());
    }

    @Override
    public void troubleEnded(String connection, Trouble trouble, Batch settled, Instant now) {
        heard.add("ended after " + trouble.failures());
    }

    @Override
    public void setAside(String connection, List<QueuedEvent> refused, String reason) {
        heard.add("set aside " + refused.size() + ": " + reason);
    }

    @Override
    public void gap(String connection, Gap gap) {
        heard.add("gap of " + gap.events() + " from " + gap.first() + " to " + gap.last());
    }

    @Override
    public void directWritingStopped(String connection, Trouble trouble, boolean rejects) {
        heard.add("stopped " + trouble.kind() + ": " + trouble.reason());
    }

    @Override
    public void directWritingGoesOn(String connection) {
        heard.add("goes on");
    }

    @Override
    public void queueUnavailable(String connection, String reason) {
        heard.add("queue: " + reason);
    }
}

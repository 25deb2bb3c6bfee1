package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.stream.Judged;
import io.mirrorlog.agent.stream.Verdict;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Says what the intake would have against an event with a schema: it is read, filled in and compared as one that is sent.
 * Nothing is kept. Safe for many threads.
 */
public final class Judging {

    /** Stands for the browser that would have sent it, as a schema may want to know about that. */
    private static final Sender SENDER = new Sender("127.0.0.1", "mirrorlog", null);

    private static final EventReader.Request LINE =
            new EventReader.Request(null, null, Shape.EVENTGATE, true, false, () -> SENDER);

    private final EventGate gate;
    private final EventReader reader;

    /** @param gate whose streams keep and look at every event; what they say of samples is not judged */
    public Judging(EventGate gate, InstantSource clock) {
        this.gate = gate;
        this.reader = new EventReader("validate", clock, gate);
    }

    /**
     * Waits for the event's schema, some seconds at most.
     *
     * @param utf8 one line with one JSON object
     */
    public Verdict of(byte[] utf8) throws InterruptedException {
        try {
            EventReader.Reading reading = read(utf8);
            if (!reading.judged().pending().isEmpty()) {
                await(reading.judged());
                reading = read(utf8);
            }
            return verdict(reading);
        } catch (Refusal e) {
            return Verdict.failed(e.detail());
        }
    }

    private EventReader.Reading read(byte[] utf8) throws Refusal {
        return reader.read(utf8, LINE, arrival -> {});
    }

    private void await(Judged judged) throws InterruptedException {
        try {
            gate.schemas().ready(judged.pending()).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // it completes whatever comes of it
        }
    }

    private static Verdict verdict(EventReader.Reading reading) {
        if (!reading.refused().isEmpty()) {
            return reading.refused().get(0).opinion();
        }
        if (!reading.judged().pending().isEmpty()) {
            return Verdict.PENDING;
        }
        List<Judged.Failure> failures = reading.judged().failures();
        return failures.isEmpty() ? Verdict.GOOD : failures.get(0).verdict();
    }
}

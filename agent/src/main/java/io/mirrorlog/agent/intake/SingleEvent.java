package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.stream.Streams;
import io.mirrorlog.connector.Event;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** One event read as the intake would read it, for those who want to know what becomes of it. */
public final class SingleEvent {

    private SingleEvent() {}

    /** The intake would not take it. */
    public static final class NotTakenException extends Exception {

        private static final long serialVersionUID = 1L;

        NotTakenException(String why) {
            super(why, null, false, false); // an answer to a producer, not a place in the code
        }
    }

    /**
     * Reads JSON in any shape that the intake knows.
     *
     * @param utf8 one JSON object
     * @param site of an event that names none
     * @param streams how events with a schema become lines
     * @param clock gives the time to an event that has none
     * @throws NotTakenException with the reason that a producer would be told
     */
    public static Event read(byte[] utf8, String site, Streams streams, InstantSource clock) throws NotTakenException {
        List<Event> events = new ArrayList<>();
        EventReader.Reading reading;
        try {
            reading = new EventReader(site, clock, EventGate.of(streams))
                    .read(
                            utf8,
                            new EventReader.Request(null, null, null, false),
                            arrival -> events.add(arrival.event()));
        } catch (Refusal e) {
            throw new NotTakenException(e.detail());
        }
        if (reading.sampledOut() > 0) {
            throw new NotTakenException("its stream keeps a sample only, and it is not in it");
        }
        int count = events.size() + reading.refused().size();
        if (count != 1) {
            throw new NotTakenException("these are " + count + " events; give one");
        }
        if (!reading.refused().isEmpty()) {
            EventReader.Refused refused = reading.refused().get(0);
            throw new NotTakenException(
                    refused.field().isEmpty() ? refused.problem() : refused.field() + ": " + refused.problem());
        }
        return events.get(0);
    }
}

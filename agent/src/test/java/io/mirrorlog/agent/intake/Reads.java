package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.connector.Event;
import org.jspecify.annotations.Nullable;

/** Reads bodies as an agent would whose own site is "web-1". */
final class Reads {

    static final EventReader.Request PLAIN = new EventReader.Request(null, null, null, false);
    static final EventReader.Request LINES = new EventReader.Request(null, null, null, true);
    static final FakeClock CLOCK = new FakeClock();

    private static final EventReader READER = new EventReader("web-1", CLOCK);

    private Reads() {}

    static EventReader.Request as(@Nullable String tokenSite, @Nullable String site) {
        return new EventReader.Request(tokenSite, site, null, false);
    }

    static EventReader.Reading read(String body, EventReader.Request request) throws Refusal {
        return READER.read(body.getBytes(UTF_8), request);
    }

    static Arrival arrival(String json) throws Refusal {
        EventReader.Reading reading = read(json, PLAIN);
        if (reading.arrivals().size() != 1) {
            throw new AssertionError(reading);
        }
        return reading.arrivals().get(0);
    }

    static Event event(String json) throws Refusal {
        return arrival(json).event();
    }

    /** What is wrong with the one event of that body, as {@code "status field: problem"}. */
    static String problem(String json) throws Refusal {
        EventReader.Reading reading = read(json, PLAIN);
        if (reading.refused().size() != 1) {
            throw new AssertionError(reading);
        }
        EventReader.Refused refused = reading.refused().get(0);
        return refused.status() + " " + refused.field() + ": " + refused.problem();
    }
}

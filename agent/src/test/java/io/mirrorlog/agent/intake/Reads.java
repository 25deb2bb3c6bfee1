package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import java.util.ArrayList;
import java.util.List;
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

    /** What was read, and the events that were taken. */
    record Read(EventReader.Reading reading, List<Arrival> arrivals) {

        List<Integer> places() {
            return reading.places();
        }

        List<EventReader.Refused> refused() {
            return reading.refused();
        }

        boolean eventGate() {
            return reading.eventGate();
        }
    }

    static Read read(String body, EventReader.Request request) throws Refusal {
        var arrivals = new ArrayList<Arrival>();
        EventReader.Reading reading = READER.read(body.getBytes(UTF_8), request, arrivals::add);
        assertThat(reading.ids().stream().map(id -> new Scalar(id).text()))
                .containsExactlyElementsOf(arrivals.stream()
                        .map(arrival -> String.valueOf(arrival.event().id()))
                        .toList());
        return new Read(reading, arrivals);
    }

    static Arrival arrival(String json) throws Refusal {
        Read reading = read(json, PLAIN);
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
        Read reading = read(json, PLAIN);
        if (reading.refused().size() != 1) {
            throw new AssertionError(reading);
        }
        EventReader.Refused refused = reading.refused().get(0);
        return refused.status() + " " + refused.field() + ": " + refused.problem();
    }
}

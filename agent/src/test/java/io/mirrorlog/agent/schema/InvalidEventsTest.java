package io.mirrorlog.agent.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.stream.Fault;
import io.mirrorlog.agent.stream.Judged;
import io.mirrorlog.agent.stream.Validation;
import io.mirrorlog.agent.stream.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvalidEventsTest {

    private static final Verdict BAD = Verdict.of(Fault.missing(".event", "user_id"));

    private final FakeClock clock = new FakeClock();
    private final List<OwnEvent> told = new ArrayList<>();
    private final InvalidEvents invalid = new InvalidEvents(told::add, clock);

    private void tell(String stream, String event, int times) {
        var judged = new Judged();
        for (int i = 0; i < times; i++) {
            judged.add(Validation.TAG, stream, "/a/1.0.0", event, BAD);
        }
        invalid.tell(judged);
    }

    @Test
    void theFirstOfAStreamIsToldWithItsEvent() throws Exception {
        tell("visits", "{\"a\":\"\u2028\"}", 1);
        assertThat(told).hasSize(1);
        assertThat(told.get(0).message())
                .isEqualTo("visits: an event is not as its schema /a/1.0.0:"
                        + " '.event' should have required property 'user_id'");
        assertThat(told.get(0).facts())
                .isEqualTo("{\"$schema\":\"/error/2.1.0\",\"meta\":{\"stream\":\"mirrorlog.error.validation\","
                        + "\"dt\":\"2026-03-01T12:00:00.123Z\"},\"dt\":\"2026-03-01T12:00:00.123Z\",\"emitter_id\":\"mirrorlog\","
                        + "\"error_type\":\"ValidationError\",\"errored_schema_uri\":\"/a/1.0.0\","
                        + "\"errored_stream_name\":\"visits\",\"message\":\"'.event' should have required property"
                        + " 'user_id'\",\"raw_event\":\"{\\\"a\\\":\\\"\\u2028\\\"}\"}");
        try (Schemas schemas = ExampleSchemas.open()) {
            assertThat(ExampleSchemas.judged(schemas, told.get(0).facts())).isEqualTo(Verdict.GOOD);
        }
    }

    @Test
    void manyAreOneAMinuteWithTheirNumber() {
        tell("visits", "{}", 1_000);
        tell("visits", "{}", 500);
        assertThat(told).hasSize(1);
        assertThat(told.get(0).facts()).contains("(and 999 more of this stream)");
        clock.advance(InvalidEvents.QUIET);
        tell("visits", "{}", 2);
        assertThat(told).hasSize(2);
        assertThat(told.get(1).facts()).contains("(and 501 more of this stream)");
    }

    @Test
    void whateverIsSentItStaysSmall() {
        for (int i = 0; i < 1_000; i++) {
            tell("stream-" + i, "x".repeat(1 << 20), 1);
        }
        assertThat(told).hasSize(InvalidEvents.STREAMS_MAX);
        assertThat(told).allMatch(event -> event.facts().length() < InvalidEvents.RAW_MAX + 1_000);
        clock.advance(InvalidEvents.QUIET);
        tell("another", "{}", 1);
        assertThat(told).hasSize(InvalidEvents.STREAMS_MAX + 1);
    }

    @Test
    void whatIsRightIsNotToldOf() {
        var judged = new Judged();
        judged.add(Validation.REJECT, "visits", "/a/1.0.0", "{}", Verdict.GOOD);
        invalid.tell(judged);
        assertThat(told).isEmpty();
    }
}

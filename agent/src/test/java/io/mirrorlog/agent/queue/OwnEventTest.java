package io.mirrorlog.agent.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.queue.OwnEvent.Kind;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Severity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OwnEventTest {

    private static final Instant AT = Instant.parse("2026-11-21T20:16:00.5Z");

    @Test
    void becomesAnEventWithItsFactsInOrder() {
        Event event = OwnEvent.of(Kind.CONNECTION_PAUSED, "a \"b\"", "a: HTTP 401")
                .with("failures", 3)
                .with("since", AT)
                .with("reason", "line\nbreak")
                .with("absent", (String) null)
                .event("web-1", "id-1", AT);

        assertThat(EventJson.write(event))
                .isEqualTo(
                        "{\"timestamp\":\"2026-11-21T20:16:00.500000000+00:00\",\"site\":\"web-1\","
                                + "\"severity\":\"HIGH\",\"message\":\"a: HTTP 401\",\"id\":\"id-1\",\"type\":\"mirrorlog\","
                                + "\"action\":\"connection_paused\",\"metadata\":{\"connection\":\"a \\\"b\\\"\",\"failures\":3,"
                                + "\"since\":\"2026-11-21T20:16:00.500Z\",\"reason\":\"line\\nbreak\",\"mirrorlog\":{\"own\":true}}}");
    }

    @Test
    void isKnownAsTheAgentsOwnAfterItWasStoredAndOnlyThen() {
        Event own = OwnEvent.of(Kind.AGENT_STARTED, "started").event("web-1", "id-1", AT);
        byte[] stored = EventJson.write(own).getBytes(StandardCharsets.UTF_8);
        assertThat(OwnEvent.is(EventJson.read(stored, 0, stored.length))).isTrue();

        assertThat(OwnEvent.is(own.marked(Event.NONE))).isFalse();
        assertThat(OwnEvent.is(QueueSamples.event(1))).isFalse();
        assertThat(OwnEvent.is(own.marked("{\"told\":\"{\\\"own\\\":true\"}"))).isFalse();
    }

    @Test
    void knowsWhatComesOfDeliveries() {
        assertThat(OwnEvent.isOfDeliveries(event(Kind.CONNECTION_RECOVERED))).isTrue();
        assertThat(OwnEvent.isOfDeliveries(event(Kind.DEAD_LETTERS))).isTrue();
        assertThat(OwnEvent.isOfDeliveries(event(Kind.AGENT_STARTED))).isFalse();
        assertThat(OwnEvent.isOfDeliveries(event(Kind.DEAD_LETTERS).marked(Event.NONE)))
                .isFalse();
    }

    @Test
    void cutsWhatIsTooLongWithoutBreakingACharacter() {
        OwnEvent event = OwnEvent.of(Kind.CONFIGURATION_REFUSED, "x".repeat(1_998) + "\ud83d\ude00y")
                .with("reason", "y".repeat(5_000));
        assertThat(event.message()).hasSize(1_999).endsWith("x…");
        assertThat(event.facts()).hasSize(2_000 + "{\"reason\":\"\"}".length());
    }

    /** Others filter by them: whoever changes one changes what an alarm rings for. */
    @ParameterizedTest
    @EnumSource
    void isListedForOperatorsWithItsSeverity(Kind kind) throws Exception {
        String page = Files.readString(Path.of("../docs/operations.md"));
        assertThat(page).contains("| `" + kind.action() + "` | " + kind.severity() + " |");
        assertThat(kind.severity()).isIn((Object[]) Severity.values());
    }

    private static Event event(Kind kind) {
        return OwnEvent.of(kind, "a", "something").event("web-1", "id-1", AT);
    }
}

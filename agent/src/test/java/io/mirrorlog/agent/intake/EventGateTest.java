package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.stream.Fault;
import io.mirrorlog.agent.stream.Place;
import io.mirrorlog.agent.stream.SchemaCheck;
import io.mirrorlog.agent.stream.Streams;
import io.mirrorlog.agent.stream.Validation;
import io.mirrorlog.agent.stream.Verdict;
import io.mirrorlog.connector.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventGateTest {

    private static final String NOW = "2026-03-01T12:00:00.123Z";
    private static final String BARE = "{\"$schema\":\"/a/1.0.0\",\"meta\":{\"stream\":\"s\"}}";
    private static final Sender BROWSER = new Sender("203.0.113.9", "Mozilla/5.0 \"x\"", "r-1");

    /** Knows one schema; remembers what it was asked. */
    private static final class RecordingCheck implements SchemaCheck {

        private final Set<Place> places;
        private final Verdict verdict;
        private final List<String> asked = new ArrayList<>();

        RecordingCheck(Set<Place> places, Verdict verdict) {
            this.places = places;
            this.verdict = verdict;
        }

        @Override
        public Set<Place> places(String schema) {
            return places;
        }

        @Override
        public Verdict check(String schema, String event) {
            asked.add(schema + " " + event);
            return verdict;
        }
    }

    private final List<Arrival> arrivals = new ArrayList<>();

    private EventReader.Reading read(EventGate gate, String json) throws Refusal {
        var request = new EventReader.Request(null, null, null, false, false, () -> BROWSER);
        return new EventReader("web-1", new FakeClock(), gate).read(json.getBytes(UTF_8), request, arrivals::add);
    }

    private Event taken(EventGate gate, String json) throws Refusal {
        assertThat(read(gate, json).refused()).isEmpty();
        return arrivals.get(arrivals.size() - 1).event();
    }

    private static EventGate gate(SchemaCheck check, Validation validation) {
        EventGate usual = EventGate.USUAL;
        return new EventGate(
                new Streams(Map.of(), Map.of(), Map.of(), false, validation),
                check,
                usual.places(),
                usual.openStreams(),
                usual.proxies());
    }

    @Test
    void fillsInWhatAnIntakeKnows() throws Exception {
        Event event = taken(EventGate.USUAL, BARE);
        assertThat(event.metadata())
                .isEqualTo("{\"$schema\":\"/a/1.0.0\",\"meta\":{\"stream\":\"s\",\"dt\":\"" + NOW + "\",\"id\":\""
                        + event.id() + "\",\"request_id\":\"r-1\"},\"http\":{\"client_ip\":\"203.0.113.9\","
                        + "\"request_headers\":{\"user-agent\":\"Mozilla/5.0 \\\"x\\\"\"}}}");
        assertThat(event.timestamp().toInstant()).isEqualTo("2026-03-01T12:00:00.123456Z");
    }

    @Test
    void fillsInTheTimeOfALegacyEventAndKeepsTheClientsForItsLine() throws Exception {
        Event event = taken(
                EventGate.USUAL,
                "{\"client_dt\":\"2020-04-02T19:11:20.942Z\",\"$schema\":\"/a/1.0.0\",\"meta\":{\"stream\":\"s\"}}");
        assertThat(event.metadata())
                .startsWith("{\"client_dt\":\"2020-04-02T19:11:20.942Z\",")
                .contains("},\"dt\":\"" + NOW + "\",\"http\":{", "\"stream\":\"s\",\"dt\":\"" + NOW + "\"");
        assertThat(event.timestamp()).isEqualTo("2020-04-02T19:11:20.942Z");
    }

    @Test
    void overwritesNothing() throws Exception {
        String json =
                "{\"$schema\":\"/a/1.0.0\",\"meta\":{\"stream\":\"s\",\"dt\":\"x\",\"id\":null,\"request_id\":1.0},"
                        + "\"client_dt\":7,\"dt\":1E400,\"http\":{\"client_ip\":\"1.1.1.1\",\"request_headers\":{\"user-agent\":\"\"}}}";
        assertThat(taken(EventGate.USUAL, json).metadata()).isEqualTo(json);
    }

    @Test
    void fillsInOnlyWhereTheSchemaAndTheAdminHaveAPlaceForIt() throws Exception {
        var check = new RecordingCheck(EnumSet.of(Place.META_DT, Place.CLIENT_IP), Verdict.GOOD);
        EventGate usual = EventGate.USUAL;
        Set<Place> allowed = EnumSet.of(Place.META_DT, Place.USER_AGENT);
        var gate = new EventGate(usual.streams(), check, allowed, usual.openStreams(), usual.proxies());
        assertThat(taken(gate, BARE).metadata())
                .isEqualTo("{\"$schema\":\"/a/1.0.0\",\"meta\":{\"stream\":\"s\",\"dt\":\"" + NOW + "\"}}");
    }

    @Test
    void asksTheSchemaAboutTheEventAsItIsFilledIn() throws Exception {
        var check = new RecordingCheck(Place.ALL, Verdict.GOOD);
        Event event = taken(gate(check, Validation.REJECT), BARE);
        assertThat(check.asked).containsExactly("/a/1.0.0 " + event.metadata());
        assertThat(event.marks()).isEqualTo(Event.NONE);
    }

    @Test
    void asksNothingWhereValidationIsOff() throws Exception {
        var check = new RecordingCheck(Place.ALL, Verdict.failed("never"));
        assertThat(taken(gate(check, Validation.OFF), BARE).marks()).isEqualTo(Event.NONE);
        assertThat(check.asked).isEmpty();
    }

    @Test
    void marksWhatIsWrongAndTakesItAllTheSame() throws Exception {
        Verdict verdict = Verdict.of(Fault.missing(".event", "user_id"), Fault.missing("", "event"));
        assertThat(taken(gate(new RecordingCheck(Place.ALL, verdict), Validation.TAG), BARE)
                        .marks())
                .isEqualTo("{\"schema_errors\":[\"'.event' should have required property 'user_id'\","
                        + "\"'' should have required property 'event'\"]}");
    }

    @Test
    void refusesWhatIsWrongWhereThatIsWanted() throws Exception {
        Verdict verdict = Verdict.failed("Failed loading schema at /a/1.0.0");
        EventReader.Reading reading = read(gate(new RecordingCheck(Place.ALL, verdict), Validation.REJECT), BARE);
        assertThat(arrivals).isEmpty();
        assertThat(reading.refused()).hasSize(1);
        assertThat(reading.refused().get(0).status()).isEqualTo(400);
        assertThat(reading.refused().get(0).problem()).isEqualTo("Failed loading schema at /a/1.0.0");
        assertThat(reading.refused().get(0).verdict()).isEqualTo(verdict);
        assertThat(reading.refused().get(0).received()).isEqualTo(BARE);
    }

    @Test
    void tellsAtMostTenFaultsAndHowManyThereAreMore() throws Exception {
        Fault[] faults = new Fault[13];
        Arrays.fill(faults, Fault.missing(".x".repeat(400), "y"));
        String marks = taken(gate(new RecordingCheck(Place.ALL, Verdict.of(faults)), Validation.TAG), BARE)
                .marks();
        assertThat(marks).endsWith("…\",\"and 3 more\"]}").hasSizeLessThan(10 * 310 + 50);
    }

    @Test
    void knowsARepetitionByWhatItsProducerSaid() throws Exception {
        String json = "{\"$schema\":\"/a/1.0.0\",\"meta\":{\"stream\":\"s\",\"id\":\"e-1\"}}";
        var clock = new FakeClock();
        var reader = new EventReader("web-1", clock);
        for (int i = 0; i < 2; i++) {
            reader.read(json.getBytes(UTF_8), Reads.PLAIN, arrivals::add);
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(arrivals.get(0).event().metadata())
                .isNotEqualTo(arrivals.get(1).event().metadata());
        assertThat(arrivals.get(0).fingerprint()).isEqualTo(arrivals.get(1).fingerprint());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'$schema':'/a/1.0.0'} | meta | '' should have required property 'meta'",
                "{'$schema':'/a/1.0.0','meta':{}} | meta.stream | '.meta' should have required property 'stream'",
                "{'$schema':'/a/1.0.0','meta':{'stream':null}} | meta.stream | '.meta' should have required property 'stream'",
                "{'$schema':'/a/1.0.0','meta':7} | meta | must be an object",
                "{'$schema':7,'meta':{'stream':'s'}} | $schema | must be a string that is not empty",
                "{'meta':{'stream':'s'}} | $schema | $schema is missing; there is no schema to hold the event against",
            })
    void knowsWhatWasMeantForItByAnyPart(String json, String field, String problem) throws Exception {
        EventReader.Reading reading = read(EventGate.USUAL, json.replace('\'', '"'));
        assertThat(reading.eventGate()).isTrue();
        assertThat(reading.refused().get(0).field()).isEqualTo(field);
        assertThat(reading.refused().get(0).problem()).isEqualTo(problem.strip());
    }

    @ParameterizedTest
    @CsvSource({
        "'\"wiki\":\"enwiki\"', enwiki",
        "'\"meta\":{\"domain\":\"wiki.example\"}', wiki.example",
        "'\"a\":1', web-1"
    })
    void countsWhatItRefusesForTheSiteThatTheEventNames(String field, String site) throws Exception {
        assertThat(read(EventGate.USUAL, "{\"$schema\":\"/a/1.0.0\"," + field + "}")
                        .refused())
                .extracting(EventReader.Refused::site)
                .containsExactly(site);
    }

    @Test
    void refusesAStreamOrASchemaOfAnUnreasonableLength() throws Exception {
        assertThat(Reads.problem("{\"$schema\":\"/a\",\"meta\":{\"stream\":\"" + "s".repeat(256) + "\"}}"))
                .isEqualTo("400 meta.stream: has 256 characters; at most 255");
        assertThat(Reads.problem("{\"$schema\":\"" + "s".repeat(1_001) + "\",\"meta\":{\"stream\":\"s\"}}"))
                .isEqualTo("400 $schema: has 1001 characters; at most 1000");
    }
}

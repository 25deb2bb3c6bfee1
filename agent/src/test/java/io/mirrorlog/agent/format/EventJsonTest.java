package io.mirrorlog.agent.format;

import static io.mirrorlog.agent.format.Samples.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventJsonTest {

    private static final String HEAD =
            "{\"timestamp\":\"2026-11-21T10:15:30.000000001+00:00\",\"site\":\"shop\",\"severity\":\"HIGH\"";

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsWhatItWrote(long seed) {
        var events = new RandomEvents(seed);
        for (int i = 0; i < 50; i++) {
            Event event = events.next();
            String stored = EventJson.write(event);
            assertThat(EventJson.read(stored)).as(stored).isEqualTo(event);
            var shown = new StringBuilder();
            EventJson.append(shown, event, events.text(0), Long.MAX_VALUE);
            assertThat(EventJson.read(shown.toString())).isEqualTo(event);
            assertThat(Samples.unsafeIn(stored) + Samples.unsafeIn(shown.toString()))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsBytesAmongOthers(long seed) {
        Event event = new RandomEvents(seed).next();
        byte[] stored = EventJson.write(event).getBytes(UTF_8);
        byte[] among = ("\"}" + EventJson.write(event) + "{\"").getBytes(UTF_8);
        assertThat(EventJson.read(among, 2, 2 + stored.length)).isEqualTo(event);
        assertThatIllegalArgumentException().isThrownBy(() -> EventJson.read(among, 2, 1 + stored.length));
        assertThatIllegalArgumentException().isThrownBy(() -> EventJson.read(among, 2, 3 + stored.length));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void refusesDamagedBytesOrReadsAnEvent(long seed) {
        var random = new Random(seed);
        byte[] stored = EventJson.write(new RandomEvents(seed).next()).getBytes(UTF_8);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = stored.clone();
            damaged[random.nextInt(stored.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(EventJson.read(damaged, 0, damaged.length).message()).isNotEmpty();
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageNotContaining("\0");
            }
        }
    }

    @Test
    void readsJsonThatOthersHaveWritten() {
        String json = HEAD.replace(",", " ,\n").replace("\"site\"", "\"\\u0073ite\"")
                + ", \"message\" : \"\\u006d\\/\u202e\",\"id\":\"\u202e\",\"metadata\":{ \"a\" : [ 1.0 , \"\u0085\" ] } } ";
        assertThat(EventJson.read(json))
                .isEqualTo(Samples.event(
                        event("m/\u202e", "{\"a\":[1.0,\"\\u0085\"]}", Event.NONE),
                        "{\"a\":[1.0,\"\\u0085\"]}",
                        new Scalar("\"\\u202e\"")));
    }

    @Test
    void readsAnEventOfAMebibyte() {
        Event event = event("m".repeat(1 << 19), "{\"a\":\"" + "\\u0000".repeat(1 << 17) + "\"}", Event.NONE);
        assertThat(EventJson.read(EventJson.write(event))).isEqualTo(event);
    }

    @Test
    void storesTheProducersOwnOffset() {
        assertThat(EventJson.write(Samples.LOGIN))
                .isEqualTo("{\"timestamp\":\"2021-11-08T15:41:11.123456000+01:00\",\"site\":\"example-site\","
                        + "\"severity\":\"LOW\",\"message\":\"User logged in.\","
                        + "\"id\":\"01932f5e-7a10-7c3e-8f00-0123456789ab\",\"type\":1000,\"action\":\"login\","
                        + "\"user\":\"admin\",\"metadata\":" + Samples.LOGIN.metadata() + "}");
    }

    @Test
    void showsIdentifierAndSequenceInTheirPlaces() {
        var json = new StringBuilder();
        EventJson.append(json, event("m"), "my-shop", 42);
        assertThat(json)
                .hasToString("{\"timestamp\":\"2026-11-21T10:15:30.000000001+00:00\",\"site\":\"shop\","
                        + "\"identifier\":\"my-shop\",\"severity\":\"HIGH\",\"message\":\"m\",\"sequence\":42}");
    }

    @Test
    void keepsOwnKeysCalledLikeTheEventsFieldsWhereTheyAre() {
        String metadata = "{\"id\":1,\"site\":2,\"timestamp\":3}";
        assertThat(EventJson.write(event("m", metadata, Event.NONE)))
                .isEqualTo(HEAD + ",\"message\":\"m\",\"metadata\":" + metadata + "}");
    }

    @Test
    void movesOnlyOwnKeysCalledLikeTheMarks() {
        assertThat(EventJson.write(event("m", "{\"mirrorlog\":1,\"a\":2,\"_own\":3}", "{\"test\":true}")))
                .isEqualTo(HEAD + ",\"message\":\"m\",\"metadata\":{\"_own\":{\"mirrorlog\":1,\"_own\":3},\"a\":2,"
                        + "\"mirrorlog\":{\"own_at\":[0,2],\"test\":true}}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                HEAD + "}",
                HEAD + ",\"message\":\"\"}",
                HEAD + ",\"message\":7}",
                HEAD + ",\"message\":\"m\"",
                HEAD + ",\"message\":\"m\"}{}",
                HEAD + ",\"message\":\"m\",\"id\":true}",
                HEAD + ",\"message\":\"m\",\"other\":1}",
                HEAD + ",\"message\":\"m\",\"metadata\":[]}",
                HEAD + ",\"message\":\"m\",\"metadata\":{\"a\":nil}}",
                "{\"timestamp\":\"yesterday\",\"site\":\"shop\",\"severity\":\"LOW\",\"message\":\"m\"}",
                "{\"timestamp\":\"2026-11-21T10:15:30Z\",\"site\":\"shop\",\"severity\":\"low\",\"message\":\"m\"}",
            })
    void refusesWhatIsNoEvent(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> EventJson.read(json));
    }
}

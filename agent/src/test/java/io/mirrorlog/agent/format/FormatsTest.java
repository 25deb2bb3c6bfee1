package io.mirrorlog.agent.format;

import static io.mirrorlog.agent.format.Samples.event;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mirrorlog.connector.Event;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {

    private static final List<Format> ALL = List.of(
            Formats.named("line", ZoneOffset.ofHours(2)),
            Formats.named("json", UTC),
            Formats.named("monolog", UTC),
            Formats.template("{{message}} {{{message}}} {{&identifier}} {{metadata}} {{metadata.a}} {{id}}", UTC),
            Formats.template("{\"a\":\"{{message}}\",\"b\":\"{{{metadata}}}\",\"c\":\"{{&user}}\"}", UTC));

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void makeOneSafeLineOfEveryEvent(long seed) {
        var events = new RandomEvents(seed);
        for (int i = 0; i < 20; i++) {
            Event event = events.next();
            String identifier = events.identifier(event);
            for (Format format : ALL) {
                assertThat(Samples.unsafeIn(format.render(event, identifier, i)))
                        .isEmpty();
            }
        }
    }

    @Test
    void areNamedByTheUser() {
        assertThat(Formats.NAMES)
                .allSatisfy(name -> assertThat(Formats.named(name, UTC)).isNotNull());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formats.named("xml", UTC))
                .withMessage("no such format; there are line, json, monolog, template");
    }

    @Test
    void showJsonCompleteWithIdentifierAndSequence() {
        assertThat(Formats.named("json", UTC).render(event("m"), "my-shop", 42))
                .isEqualTo("{\"timestamp\":\"2026-11-21T10:15:30.000000001+00:00\",\"site\":\"shop\","
                        + "\"identifier\":\"my-shop\",\"severity\":\"HIGH\",\"message\":\"m\",\"sequence\":42}");
    }

    @Test
    void showALoginAsMonologWould() {
        assertThat(Formats.named("monolog", ZoneOffset.ofHours(1)).render(Samples.LOGIN, "example-site", 1))
                .isEqualTo("[2021-11-08T15:41:11.123456000+01:00] example-site.LOW: User logged in. "
                        + "{\"id\":\"01932f5e-7a10-7c3e-8f00-0123456789ab\",\"type\":1000,\"action\":\"login\","
                        + "\"user\":\"admin\"," + Samples.LOGIN.metadata().substring(1) + " []");
    }

    @Test
    void showLineBreaksAsBlanksInMonologsLine() {
        assertThat(Formats.named("monolog", UTC).render(event("a\r\nb\nc\rd\te\\f\u001b\ud83d\ude00"), "shop", 1))
                .isEqualTo(
                        "[2026-11-21T10:15:30.000000001+00:00] shop.HIGH: a b c d\\u0009e\\f\\u001b\ud83d\ude00 [] []");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a {b} [] {\"c\":1} d", "x]{\"id\":1} []", "{\"a\":1}", "m.INFO: {} [] []"})
    void areReadBackFromMonologsLine(String message) throws UnreadableLineException {
        for (String metadata : List.of("{\"a\":{\"b\":\"}{\"},\"id\":7}", Event.NONE)) {
            Event event = event(message, metadata, Event.NONE);
            String line = Formats.named("monolog", UTC).render(event, "my shop: 1.x", 1);
            assertThat(MirroredLine.parse(line)).as(line).isEqualTo(new MirroredLine(event, "my shop: 1.x"));
        }
    }
}

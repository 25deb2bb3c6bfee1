package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.delivery.DirectWriting;
import io.mirrorlog.agent.delivery.Timings;
import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.agent.format.MirroredLine;
import io.mirrorlog.agent.format.UnreadableLineException;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import io.mirrorlog.connector.Event;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is sent, the intake answers in order, and what it says it has taken is what the queue holds. */
class IntakeFuzzTest {

    private static final List<String> VALID = List.of(
            "{\"message\":\"m\"}",
            "[{\"message\":\"a\",\"id\":1,\"severity\":\"high\"},{\"message\":\"b\",\"timestamp\":1637382071.5,\"x\":[1E400]}]",
            "{\"message\":\"\\u001b[31m\\ud800 ]{\",\"timestamp\":\"2026-11-21T20:16:00.123456789+05:30\",\"site\":\"shop\","
                    + "\"type\":1,\"action\":\"a\",\"user\":\"\u00e9\ud83d\ude00\",\"k\":{\"n\":[null,true,{\"d\":-0.0}]}}",
            EventGateShapeTest.HOMEPAGE_VISIT,
            "[" + QuerybookShapeTest.ROW + "," + QuerybookShapeTest.CLICK + "]",
            "{\"event_type\":\"API\",\"event_data\":\"{\\\"route\\\":\\\"/a/\\\"}\"}",
            "{\"Code\":1000,\"Timestamp\":\"1637382071.123456\",\"Severity\":250,\"Object\":\"user\",\"EventType\":\"login\"}\n"
                    + "{\"message\":\"line two\"}\n");

    private static final List<String> PIECES = List.of(
            "\"",
            "\\",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\n",
            "\\ud800",
            "\"message\":",
            "null",
            "1E999",
            "\"id\":",
            "-",
            "\u0000",
            "\u2028");

    private static final Pattern ACCEPTED = Pattern.compile("\"accepted\":(\\d+),\"duplicates\":(\\d+)");

    @TempDir
    private Path folder;

    static LongStream seeds() {
        return LongStream.range(0, 30);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void answersWhateverIsSentAndHoldsWhatItTook(long seed) throws Exception {
        var random = new Random(seed);
        var clock = new FakeClock();
        try (var queue = new MemoryQueue(clock);
                var refusals = new RefusedEvents(folder, clock)) {
            var endpoint = new EventsEndpoint(
                    queue, refusals, Map.of(), "web-1", clock, new DirectWriting(clock, Timings.NONE), EventGate.USUAL);
            long taken = 0;
            for (int i = 0; i < 300; i++) {
                byte[] body = mutated(VALID.get(random.nextInt(VALID.size())).getBytes(UTF_8), random);
                Answer answer = endpoint.answer(request(body, random)).get();
                assertThat(answer.status()).isIn(201, 202, 207, 400, 413);
                assertThat(new String(answer.body(), UTF_8)).doesNotContainPattern("[\\x00-\\x08\\x0e-\\x1f]");
                long stored = queue.status().last();
                assertThat(stored - taken)
                        .as(new String(answer.body(), UTF_8))
                        .isEqualTo(newlyStored(answer, stored - taken));
                taken = stored;
            }
            assertThat(taken).isPositive();
            queue.readForward(0, Integer.MAX_VALUE).forEach(queued -> assertIsWhole(queued.event()));
        }
    }

    private static Request request(byte[] body, Random random) {
        Map<String, String> headers = random.nextBoolean() ? Map.of() : Map.of("content-type", "application/x-ndjson");
        Map<String, String> query = random.nextInt(4) > 0
                ? Map.of()
                : Map.of(
                        "as",
                        List.of("native", "wsal", "eventgate", "querybook").get(random.nextInt(4)));
        return new Request("POST", "/v1/events", query, headers, body);
    }

    /** What the answer says was stored; EventGate's answers do not say, only that something was or that nothing was. */
    private static long newlyStored(Answer answer, long stored) {
        Matcher accepted = ACCEPTED.matcher(new String(answer.body(), UTF_8));
        if (accepted.find()) {
            return Long.parseLong(accepted.group(1)) - Long.parseLong(accepted.group(2));
        }
        return answer.status() >= 400 ? 0 : stored;
    }

    /** It can be kept, shown and read back. */
    private static void assertIsWhole(Event event) {
        assertThat(EventJson.read(EventJson.write(event))).isEqualTo(event);
        String line = Formats.named("line", ZoneOffset.UTC).render(event, event.site(), 1);
        assertThat(line).doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f\u2028\u2029]");
        try {
            assertThat(MirroredLine.parse(line).event()).isEqualTo(event);
        } catch (UnreadableLineException e) {
            throw new AssertionError(line, e);
        }
    }

    private static byte[] mutated(byte[] body, Random random) {
        byte[] changed = body;
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(changed.length + 1);
            int to = Math.min(changed.length, at + random.nextInt(6));
            var next = new ByteArrayOutputStream();
            next.write(changed, 0, at);
            switch (random.nextInt(4)) {
                case 0 -> next.write(random.nextInt(256));
                case 1 ->
                    next.writeBytes(PIECES.get(random.nextInt(PIECES.size())).getBytes(UTF_8));
                case 2 -> next.write(changed, at, to - at); // doubled
                default -> at = to; // cut out
            }
            next.write(changed, at, changed.length - at);
            changed = next.toByteArray();
        }
        return changed;
    }
}

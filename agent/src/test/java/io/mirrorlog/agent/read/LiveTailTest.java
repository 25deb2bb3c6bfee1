package io.mirrorlog.agent.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Outlet;
import io.mirrorlog.agent.web.Request;
import io.mirrorlog.agent.web.Stream;
import io.mirrorlog.connector.Event;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveTailTest {

    private final FakeClock clock = new FakeClock();
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final LiveTail tail = new LiveTail(queue, Formats.json(), clock);

    @BeforeEach
    void start() {
        queue.onAppended(tail::wake);
        tail.start();
    }

    @AfterEach
    void close() {
        tail.close();
        queue.close();
    }

    private void add(String site, int first, int last) {
        queue.append(IntStream.rangeClosed(first, last)
                        .mapToObj(i -> new Arrival(QueueSamples.event(site, "m" + i), null))
                        .toList())
                .join();
    }

    private Answer ask(Map<String, String> headers, String... wishes) {
        Map<String, String> query = new HashMap<>();
        for (int i = 0; i < wishes.length; i += 2) {
            query.put(wishes[i], wishes[i + 1]);
        }
        return tail.apply(new Request("GET", "/v1/tail", query, headers, new byte[0]));
    }

    private static RecordingOutlet follow(Answer answer) {
        var outlet = new RecordingOutlet();
        Stream stream = answer.stream();
        assertThat(stream).as(new String(answer.body(), UTF_8)).isNotNull();
        stream.begin(outlet);
        return outlet;
    }

    /** The numbers of the messages, in order; each with the id that it came with. */
    private static List<Integer> messages(String text) {
        return Pattern.compile("id: (\\d+)\ndata: \\{[^\n]*\"message\":\"m(\\d+)\"[^\n]*\"sequence\":\\1[,}]")
                .matcher(text)
                .results()
                .map(result -> Integer.valueOf(result.group(2)))
                .toList();
    }

    private static List<Integer> numbers(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }

    @Test
    void tellsWhatComesInFromNowOn() throws Exception {
        add("shop", 1, 5);
        Answer answer = ask(Map.of());
        add("shop", 6, 7); // between the answer and the first look
        RecordingOutlet outlet = follow(answer);
        add("shop", 8, 400);

        assertThat(messages(outlet.await(text -> text.contains("\"m400\"")))).isEqualTo(numbers(6, 400));
        assertThat(answer.contentType()).isEqualTo("text/event-stream; charset=utf-8");
    }

    @Test
    void tellsTheLastOnesFirst() throws Exception {
        add("shop", 1, 5);
        RecordingOutlet outlet = follow(ask(Map.of(), "last", "3"));
        add("shop", 6, 6);

        assertThat(messages(outlet.await(text -> text.contains("\"m6\"")))).isEqualTo(numbers(3, 6));
    }

    @Test
    void tellsOnlyWhatIsAskedFor() throws Exception {
        RecordingOutlet outlet = follow(ask(Map.of(), "site", "wiki", "last", "10"));
        add("shop", 1, 50);
        add("wiki", 51, 51);
        add("shop", 52, 60);
        add("wiki", 61, 61);

        assertThat(messages(outlet.await(text -> text.contains("\"m61\"")))).containsExactly(51, 61);
        assertThat(outlet.text()).doesNotContain("gap");
    }

    @Test
    void goesOnBehindTheLastEventThatAReaderHad() throws Exception {
        add("shop", 1, 500);
        RecordingOutlet byHeader = follow(ask(Map.of("last-event-id", "123"), "last", "0"));
        RecordingOutlet byParameter = follow(ask(Map.of(), "after", "499"));

        assertThat(messages(byHeader.await(text -> text.contains("\"m500\"")))).isEqualTo(numbers(124, 500));
        assertThat(messages(byParameter.await(text -> text.contains("\"m500\""))))
                .isEqualTo(numbers(500, 500));
        assertThat(byHeader.text()).startsWith(":\nid: 123\n\n").doesNotContain("gap");
    }

    @Test
    void tellsWhatIsMissing() throws Exception {
        add("shop", 1, 10);
        clock.advance(Duration.ofDays(1));
        add("shop", 11, 12);
        queue.configure(Map.of());
        assertThat(queue.purge(clock.instant())).isEqualTo(10);

        RecordingOutlet outlet = follow(ask(Map.of(), "after", "4"));
        RecordingOutlet ahead = follow(ask(Map.of(), "after", "400"));

        assertThat(messages(outlet.await(text -> text.contains("\"m12\"")))).containsExactly(11, 12);
        assertThat(outlet.text()).contains("event: gap\ndata: {\"after\":4,\"next\":11}\n\n");
        assertThat(ahead.await(text -> text.contains("id:")))
                .contains("event: gap\ndata: {\"after\":400,\"next\":13}\n\n");
        add("shop", 13, 13);
        assertThat(messages(ahead.await(text -> text.contains("\"m13\"")))).containsExactly(13);
    }

    @Test
    void takesNoMoreThanThereIsRoomForAndTellsOfASingleEventThatIsMissing() {
        var outlet = new RecordingOutlet();
        var reader = new TailReader(outlet, EventFilter.of(Map.of(), clock.instant()), Formats.json(), "", 0);
        Event large = QueueSamples.event("shop", "x".repeat(Outlet.FULL_BYTES / 4));
        List<QueuedEvent> events = LongStream.rangeClosed(2, 9)
                .mapToObj(sequence -> new QueuedEvent(sequence, clock.instant(), 100, large))
                .toList();
        assertThat(reader.goOn(events, System.nanoTime())).isTrue();
        assertThat(reader.position()).isEqualTo(3);
        assertThat(outlet.text())
                .startsWith("event: gap\ndata: {\"after\":0,\"next\":2}\n\nid: 2\n")
                .containsOnlyOnce("gap");
    }

    @Test
    void waitsForAReaderWhoIsSlow() throws Exception {
        RecordingOutlet slow = follow(ask(Map.of()));
        RecordingOutlet quick = follow(ask(Map.of()));
        slow.waiting(1 << 20);
        add("shop", 1, 300);
        String seen = quick.await(text -> text.contains("\"m300\""));
        assertThat(messages(seen)).isEqualTo(numbers(1, 300));
        assertThat(messages(slow.text())).isEmpty();

        slow.waiting(0);

        assertThat(messages(slow.await(text -> text.contains("\"m300\"")))).isEqualTo(numbers(1, 300));
    }

    @Test
    void cutsAReaderWhoTakesNothing() {
        var outlet = new RecordingOutlet();
        var reader = new TailReader(outlet, EventFilter.of(Map.of(), clock.instant()), Formats.json(), "", 0);
        long now = System.nanoTime();
        outlet.waiting(1 << 20);

        assertThat(reader.isGone(now)).isFalse();
        assertThat(reader.isGone(now + Duration.ofSeconds(29).toNanos())).isFalse();
        outlet.waiting((1 << 20) - 1); // takes a little
        assertThat(reader.isGone(now + Duration.ofSeconds(40).toNanos())).isFalse();
        assertThat(reader.isGone(now + Duration.ofSeconds(71).toNanos())).isTrue();
        assertThat(outlet.text()).contains("event: cut\ndata: {\"reason\":\"nothing was read for 30 seconds");
        assertThat(outlet.isEnded()).isTrue();
    }

    @Test
    void saysThatItIsThereAndWhereToGoOnWhileNothingComes() {
        var outlet = new RecordingOutlet();
        var reader =
                new TailReader(outlet, EventFilter.of(Map.of("site", "x"), clock.instant()), Formats.json(), "", 0);
        long now = System.nanoTime();
        var other = new QueuedEvent(1, clock.instant(), 9, QueueSamples.event(1));

        assertThat(reader.goOn(List.of(other), now)).isTrue();
        assertThat(reader.goOn(List.of(), now + Duration.ofSeconds(10).toNanos()))
                .isFalse();
        assertThat(outlet.text()).isEmpty();
        assertThat(reader.goOn(List.of(), now + Duration.ofSeconds(16).toNanos()))
                .isFalse();
        assertThat(outlet.text()).isEqualTo(":\nid: 1\n\n");
    }

    @Test
    void takesABoundedNumberOfReaders() throws Exception {
        List<RecordingOutlet> readers =
                IntStream.range(0, 32).mapToObj(i -> follow(ask(Map.of()))).toList();
        assertThat(ask(Map.of()).status()).isEqualTo(503);

        readers.get(7).leave();
        add("shop", 1, 1);
        readers.get(8).await(text -> text.contains("\"m1\""));
        add("shop", 2, 2);
        readers.get(8).await(text -> text.contains("\"m2\""));

        assertThat(ask(Map.of()).status()).isEqualTo(200);
    }

    @Test
    void cutsThoseWhoWereLetInTogetherButAreTooMany() throws Exception {
        List<Answer> answers =
                IntStream.range(0, 33).mapToObj(i -> ask(Map.of())).toList();
        List<RecordingOutlet> readers =
                answers.stream().map(LiveTailTest::follow).toList();
        assertThat(readers.get(32).await(text -> text.contains("cut"))).contains("32 readers follow already");
        assertThat(readers.get(31).isEnded()).isFalse();
        assertThat(tail.readers()).isEqualTo(32);
    }

    @Test
    void tellsItsReadersWhenItStops() {
        RecordingOutlet outlet = follow(ask(Map.of()));
        tail.close();

        assertThat(outlet.text()).endsWith("event: cut\ndata: {\"reason\":\"the agent stops\"}\n\n");
        assertThat(outlet.isEnded()).isTrue();
        assertThat(follow(ask(Map.of())).isEnded()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"last, 1001", "last, x", "after, -1", "severity, grave", "limit, 5"})
    void refusesAWishThatMakesNoSense(String name, String value) {
        Answer answer = ask(Map.of(), name, value);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(new String(answer.body(), UTF_8)).contains("\"detail\":\"" + name + ": ");
        assertThat(ask(Map.of("last-event-id", "x")).status()).isEqualTo(400);
        assertThat(ask(Map.of("last-event-id", " ")).status()).isEqualTo(200);
    }
}

package io.mirrorlog.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every connector must do whose destination answers to HTTP: besides what all must, it bears each {@link HttpFault},
 * gives every status its meaning, and asks once.
 *
 * <p>Write the service in small ({@link #answer}), as strict as the real one; the contract puts the faults before it.
 */
public abstract class HttpConnectorContract extends ConnectorContract {

    /** Longer than anything takes here. */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    private static final Duration SHORT = Duration.ofMillis(400);

    /** A call that ends after {@link #SHORT} has ended by then, also on a machine that is busy. */
    private static final long SECONDS_TO_END = 8;

    /** A connector reads no more of an answer, apart from what stands in the buffers of two sockets. */
    private static final long LONGEST_ANSWER = HttpFault.FLOOD / 2;

    /**
     * What a status means for this connector alone.
     *
     * @param why the reader's question: why is it not what the status says?
     */
    public record Deviation(Class<? extends Outcome> outcome, String why) {}

    private FaultyHttpServer server;

    @BeforeEach
    final void startServer() {
        server = FaultyHttpServer.start(this::answer);
    }

    @AfterEach
    final void stopServer() throws IOException {
        server.close();
    }

    /** Valid options for a service at this address that are given up after so long, with a value for every secret. */
    protected abstract Record options(URI service, Duration timeout);

    /** What the service answers to a call; it keeps what it has taken. Called by one thread at a time. */
    protected abstract HttpAnswer answer(HttpCall call);

    /** The texts that the service has taken, in order. Not called while a call changes them. */
    protected abstract List<String> arrived();

    /** A connector with such options; override it where the type does not open connectors alone. */
    protected Connector connector(URI service, Duration timeout) {
        return opened(options(service, timeout));
    }

    /** The statuses that mean something else here than {@link #meaning} says. */
    protected Map<Integer, Deviation> deviations() {
        return Map.of();
    }

    /** The server, for what only this connector does. */
    protected final FaultyHttpServer server() {
        return server;
    }

    @Override
    protected final Record options() {
        return options(server.url(), PATIENT);
    }

    @Override
    protected final Connector connector() {
        return connector(server.url(), PATIENT);
    }

    @Override
    protected final void assertArrived(List<String> texts) {
        assertThat(taken()).isEqualTo(texts);
    }

    @Override
    protected final Optional<Connector> brokenConnector() {
        server.always(echo(503, Map.of()));
        return Optional.of(connector());
    }

    @Override
    protected final Optional<Waiting> waitingConnector() {
        server.always(HttpFault.NEVER_ANSWERS);
        return Optional.of(new Waiting(connector(), server::awaitCall));
    }

    private List<String> taken() {
        return server.looking(() -> List.copyOf(arrived()));
    }

    /** Refuses with all that was sent in the answer: as careless as services are with what they were told. */
    private static Turn echo(int status, Map<String, String> headers) {
        return wire -> {
            HttpCall call = wire.call();
            String echoed = call.target() + "\n\u001b[31m" + call.headers() + "\n" + call.text();
            wire.send(new HttpAnswer(status, headers, echoed));
        };
    }

    @Test
    final void connectsToNobodyBeforeTheFirstDelivery() throws Exception {
        try (Connector connector = connector()) {
            connector.resume(null);
            deliverAll(connector, List.of());
        }
        try (Connector connector = connector()) {
            deliverAll(connector, entries("one")); // by now the server would have seen an earlier one
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    // --- the answer's status

    /**
     * What a status means: 408, 425, 429 and 5xx pass; 413 is too much; redirects and all else want somebody to mend the
     * connection.
     */
    static Class<? extends Outcome> meaning(int status) {
        return switch (status) {
            case 408, 425, 429 -> Outcome.Retry.class;
            case 413 -> Outcome.TooLarge.class;
            default -> status >= 500 ? Outcome.Retry.class : Outcome.Blocked.class;
        };
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                300, 301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415,
                418, 421, 422, 423, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 507, 511, 520, 529, 599
            })
    final void givesEveryStatusItsMeaning(int status) throws Exception {
        Deviation deviation = deviations().get(status);
        server.always(echo(status, status < 400 ? Map.of("Location", server.url() + "/elsewhere") : Map.of()));
        try (Connector connector = connector()) {
            List<Entry> entries = entries(CONTENT);
            Outcome outcome = connector.deliver(entries);
            assertThat(outcome)
                    .as(deviation == null ? "what %s means" : "what %s means: " + deviation.why(), status)
                    .isInstanceOf(deviation == null ? meaning(status) : deviation.outcome());
            assertIsTold(outcome, entries);
            assertThat(server.begun()).as("asks once, and goes nowhere else").isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"429, 30, 30", "503, 120, 120", "503, 0, 0", "429, +90, 90", "503, +3600, 3600"})
    final void passesOnForHowLongTheServiceWantsToBeLeftAlone(int status, String asked, int seconds) throws Exception {
        String header = asked.startsWith("+")
                ? DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        NOW.plusSeconds(seconds).atOffset(ZoneOffset.UTC))
                : asked;
        Duration wait = waitAfter(status, header);
        if (seconds > 0) {
            assertThat(wait).isBetween(Duration.ofSeconds(seconds - 1), Duration.ofSeconds(seconds + 1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "-5",
                "1.5",
                "99999999999999999999999",
                "Fri, 20 Nov 2026 10:42:07 GMT",
                "Sat, 99 Nov"
            })
    final void makesNothingOfAWaitThatIsNone(String header) throws Exception {
        Duration wait = waitAfter(503, header);
        assertThat(wait == null || !wait.isNegative()).isTrue();
    }

    private @Nullable Duration waitAfter(int status, String header) throws Exception {
        server.next(new HttpAnswer(status, Map.of("Retry-After", header), ""));
        try (Connector connector = connector()) {
            Outcome outcome = connector.deliver(entries("one"));
            assertThat(outcome).isInstanceOf(Outcome.Retry.class);
            return ((Outcome.Retry) outcome).notBefore();
        }
    }

    // --- faults

    @ParameterizedTest
    @EnumSource(
            names = {
                "RESETS_AT_ONCE",
                "ENDS_WITHOUT_AN_ANSWER",
                "LOSES_THE_ANSWER",
                "BREAKS_OFF_IN_THE_HEAD",
                "BREAKS_OFF_IN_THE_BODY",
                "SPEAKS_ANOTHER_PROTOCOL"
            })
    final void offersTheSameAgainAfterAFault(HttpFault fault) throws Exception {
        server.next(fault);
        try (Connector connector = connector()) {
            List<Entry> entries = entries(CONTENT);
            Outcome outcome = connector.deliver(entries);
            assertThat(server.begun()).as("asks once").isEqualTo(1);
            assertIsTold(outcome, entries);
            List<String> before = taken();
            if (outcome instanceof Outcome.Delivered) {
                assertThat(fault).as("the status was there").isEqualTo(HttpFault.BREAKS_OFF_IN_THE_BODY);
                assertThat(before).containsExactly(CONTENT);
                return;
            }
            assertThat(outcome).isInstanceOfAny(Outcome.Retry.class, blockedBy(fault));
            deliverAll(connector, entries);
            assertThat(taken()).hasSize(before.size() + 1).containsOnly(CONTENT);
        }
    }

    /** Whether another protocol passes is for the connector to say. */
    private static Class<? extends Outcome> blockedBy(HttpFault fault) {
        return fault == HttpFault.SPEAKS_ANOTHER_PROTOCOL ? Outcome.Blocked.class : Outcome.Retry.class;
    }

    @Test
    final void doesNotKnowWhatHappenedWhenTheAnswerIsLost() throws Exception {
        server.next(HttpFault.LOSES_THE_ANSWER);
        try (Connector connector = connector()) {
            assertThat(connector.deliver(entries("one"))).isInstanceOf(Outcome.Retry.class);
            assertArrived(List.of("one"));
            deliverAll(connector, entries("one"));
            assertArrived(List.of("one", "one"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NEVER_READS", "NEVER_ANSWERS", "DRIPS_THE_HEAD", "DRIPS_THE_BODY"})
    final void givesUpAfterItsTimeoutHoweverSlowlyBytesCome(HttpFault fault) throws Exception {
        server.next(fault);
        try (Connector connector = connector(server.url(), SHORT)) {
            List<Entry> entries = entries(CONTENT);
            Object outcome = Delivery.begin(connector, entries).awaitEnd(SECONDS_TO_END);
            if (fault == HttpFault.DRIPS_THE_BODY && outcome instanceof Outcome.Delivered) {
                assertArrived(List.of(CONTENT));
            } else {
                assertThat(outcome).isInstanceOf(Outcome.Retry.class);
                assertIsTold((Outcome) outcome, entries);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOODS_WITH_HEADERS", "FLOODS_WITH_BODY"})
    final void readsNoMoreOfAnAnswerThanIsSane(HttpFault fault) throws Exception {
        server.next(fault);
        try (Connector connector = connector()) {
            List<Entry> entries = entries(CONTENT);
            Object outcome = Delivery.begin(connector, entries).awaitEnd(SECONDS_TO_END);
            assertThat(outcome).isInstanceOfAny(Outcome.Retry.class, Outcome.Delivered.class);
            assertIsTold((Outcome) outcome, entries);
        }
        server.close();
        assertThat(server.mostSent()).isLessThan(LONGEST_ANSWER);
    }

    @Test
    final void triesAgainWhenNobodyListens() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (Connector connector = connector(URI.create("http://127.0.0.1:" + port), PATIENT)) {
            List<Entry> entries = entries(CONTENT);
            Outcome outcome = connector.deliver(entries);
            assertThat(outcome).isInstanceOf(Outcome.Retry.class);
            assertIsTold(outcome, entries);
        }
    }

    @Test
    final void sendsNothingToOneWhoseCertificateNobodyKnows() throws Exception {
        try (var stranger = FaultyHttpServer.startUntrusted(this::answer);
                Connector connector = connector(stranger.url(), PATIENT)) {
            List<Entry> entries = entries(CONTENT);
            Outcome outcome = connector.deliver(entries);
            assertThat(outcome).isInstanceOfAny(Outcome.Retry.class, Outcome.Blocked.class);
            assertIsTold(outcome, entries);
            assertThat(stranger.begun()).isZero();
        }
    }

    // --- all of it together

    private static final List<Turn> PASSING = List.of(
            HttpFault.RESETS_AT_ONCE,
            HttpFault.ENDS_WITHOUT_AN_ANSWER,
            HttpFault.LOSES_THE_ANSWER,
            HttpFault.BREAKS_OFF_IN_THE_HEAD,
            HttpFault.BREAKS_OFF_IN_THE_BODY,
            new HttpAnswer(429, Map.of("Retry-After", "1"), ""),
            new HttpAnswer(500, "oops"),
            new HttpAnswer(503, ""));

    private static final Turn SERVES = wire -> wire.send(wire.taken());

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    final void losesNothingAmongFaultsAndRepeatsOnlyWhatItDoesNotKnow(long seed) throws Exception {
        var random = new Random(seed);
        var faults = new AtomicInteger();
        script(random).forEach(turn -> server.next(turn == SERVES ? SERVES : counted(turn, faults)));
        String[] texts = IntStream.range(0, 100).mapToObj(i -> "event " + i).toArray(String[]::new);
        List<Entry> rest = new ArrayList<>(entries(texts));
        int repeated = 0;
        try (Connector connector = connector()) {
            while (!rest.isEmpty()) {
                int most = Math.min(rest.size(), Math.min(type().limits().events(), 1 + random.nextInt(10)));
                List<Entry> batch = List.copyOf(rest.subList(0, most));
                int faultsBefore = faults.get();
                int takenBefore = taken().size();
                int settled = settle(rest, batch, connector.deliver(batch));
                int more = taken().size() - takenBefore - settled;
                assertThat(more).as("has what is said to be delivered").isNotNegative();
                assertThat(more == 0 || faults.get() > faultsBefore)
                        .as("repeats only after a fault")
                        .isTrue();
                repeated += more;
            }
        }
        assertThat(taken()).hasSize(texts.length + repeated);
        assertThat(taken().stream().distinct()).containsExactly(texts);
        assertThat(repeated).as("answers that were lost").isPositive();
    }

    /** Every fault early, and then any of them, with calls that pass in between. */
    private static List<Turn> script(Random random) {
        List<Turn> early = new ArrayList<>(PASSING);
        PASSING.forEach(fault -> early.add(SERVES));
        Collections.shuffle(early, random);
        List<Turn> script = new ArrayList<>(early);
        for (int i = 0; i < 50; i++) {
            script.add(random.nextInt(3) == 0 ? PASSING.get(random.nextInt(PASSING.size())) : SERVES);
        }
        return script;
    }

    private static Turn counted(Turn fault, AtomicInteger count) {
        return wire -> {
            count.incrementAndGet();
            fault.play(wire);
        };
    }

    /** Takes what was delivered off the rest, and says how many that were. */
    private static int settle(List<Entry> rest, List<Entry> batch, Outcome outcome) {
        if (outcome instanceof Outcome.Delivered delivered) {
            int count = Math.min(delivered.count(), batch.size());
            rest.subList(0, count).clear();
            return count;
        }
        assertThat(outcome).isInstanceOf(Outcome.Retry.class);
        return 0;
    }
}

package io.mirrorlog.connector.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.connector.ByteSize;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.PlaceholderText;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.Tls;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import io.mirrorlog.connector.contract.ConnectorContract;
import io.mirrorlog.connector.http.Certificates;
import io.mirrorlog.connector.syslog.SyslogConnector.Confirm;
import io.mirrorlog.connector.syslog.SyslogConnector.Options;
import io.mirrorlog.connector.syslog.SyslogReceiver.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyslogConnectorTest extends ConnectorContract {

    private static final String HEADER = "<133>1 2026-11-21T09:42:07.000000+00:00 web-1 mirrorlog - - - ";

    private SyslogReceiver receiver = unopened();
    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    private Path folder = Path.of("");

    private static SyslogReceiver unopened() {
        try {
            return SyslogReceiver.tcp(Framing.OCTET);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void keep() {
        open.add(receiver);
    }

    @AfterEach
    void closeAll() throws Exception {
        assertThat(receiver.broken()).isEmpty();
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private static Options options(Transport transport, String host, @Nullable Integer port, Confirm confirm) {
        return new Options(
                host,
                port,
                transport,
                5424,
                null,
                Facility.LOCAL0,
                PlaceholderText.parse("mirrorlog"),
                "web-1",
                false,
                confirm,
                null,
                null);
    }

    private Options tcp(Confirm confirm) {
        return options(Transport.TCP, "127.0.0.1", receiver.port(), confirm);
    }

    private Connector connector(Options options, Duration timeout, @Nullable Tls tls) {
        var connector = new SyslogConnector(
                options,
                new Surroundings(
                        "audit",
                        ZoneOffset.UTC,
                        () -> NOW,
                        notice -> {
                            throw new AssertionError(notice);
                        },
                        new Network(timeout, null, tls),
                        (to, entry) -> {}));
        open.add(connector);
        return connector;
    }

    private Connector patient(Options options) {
        return connector(options, Duration.ofMinutes(1), null);
    }

    @Override
    protected ConnectorType<?> type() {
        return ConnectorTypes.find("syslog").orElseThrow();
    }

    @Override
    protected Record options() {
        return tcp(Confirm.CLOSE);
    }

    @Override
    protected Connector connector() {
        return patient(tcp(Confirm.CLOSE));
    }

    @Override
    protected void assertArrived(List<String> texts) {
        assertThat(receiver.messages())
                .isEqualTo(texts.stream().map(text -> cut(HEADER + text)).toList());
    }

    private static String cut(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        String mark = "…(cut)";
        int most = (64 << 10) - mark.getBytes(StandardCharsets.UTF_8).length;
        return bytes.length <= 64 << 10
                ? message
                : new String(bytes, 0, most, StandardCharsets.UTF_8).replace("\uFFFD", "") + mark;
    }

    @Override
    protected Optional<Connector> brokenConnector() throws IOException {
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Optional.of(patient(options(Transport.TCP, "127.0.0.1", closed.getLocalPort(), Confirm.CLOSE)));
        }
    }

    @Override
    protected Optional<Waiting> waitingConnector() {
        receiver.next(Fault.STALL);
        return Optional.of(new Waiting(connector(), receiver::awaitStall));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"RESET", "RESET_WITHIN", "RESET_BEHIND"})
    void countsNothingAsDeliveredUntilTheReceiverHasEndedTheConnectionToo(Fault fault) throws Exception {
        receiver.next(fault);
        Connector connector = connector();
        List<Entry> entries = entries("1", "2", "3");

        assertThat(connector.deliver(entries))
                .isInstanceOfSatisfying(
                        Outcome.Retry.class,
                        retry -> assertThat(retry.reason()).contains("127.0.0.1:" + receiver.port()));
        int before = receiver.messages().size();
        assertThat(connector.deliver(entries)).isEqualTo(Outcome.DELIVERED);

        assertThat(receiver.messages()).hasSize(before + 3);
        assertThat(before).isEqualTo(fault == Fault.RESET ? 0 : fault == Fault.RESET_WITHIN ? 1 : 3);
    }

    @Test
    void saysWhatToDoWithAReceiverThatNeverEndsAConnection() throws Exception {
        receiver.next(Fault.NEVER_ENDS);
        Connector connector = connector(tcp(Confirm.CLOSE), Duration.ofMillis(200), null);

        assertThat(connector.deliver(entries("1")))
                .isInstanceOfSatisfying(
                        Outcome.Retry.class,
                        retry -> assertThat(retry.reason())
                                .contains("within 200 ms")
                                .contains("confirm: close"));

        receiver.next(Fault.NEVER_ENDS);
        assertThat(patient(tcp(Confirm.NONE)).deliver(entries("2"))).isEqualTo(Outcome.DELIVERED);
    }

    @Test
    void endsInTimeWhereTheReceiverReadsNothing() throws Exception {
        receiver.next(Fault.STALL);
        Connector connector = connector(tcp(Confirm.NONE), Duration.ofMillis(300), null);
        String large = "x".repeat(60_000);
        List<Entry> entries =
                LongStream.range(1, 300).mapToObj(n -> entry(n, large)).toList();

        assertThat(connector.deliver(entries)).isInstanceOf(Outcome.Retry.class);
    }

    @Test
    void endsMessagesWithNewlines() throws Exception {
        try (SyslogReceiver lines = SyslogReceiver.tcp(Framing.NEWLINE)) {
            Options options = new Options(
                    "127.0.0.1",
                    lines.port(),
                    Transport.TCP,
                    3164,
                    null,
                    Facility.AUDIT,
                    PlaceholderText.parse("{site}"),
                    "web-1",
                    false,
                    Confirm.CLOSE,
                    null,
                    SyslogConnector.Preset.PAPERTRAIL);
            assertThat(patient(options).deliver(entries("one", "two"))).isEqualTo(Outcome.DELIVERED);
            assertThat(lines.messages())
                    .containsExactly("<109>Nov 21 09:42:07 web-1 shop: one", "<109>Nov 21 09:42:07 web-1 shop: two");
        }
    }

    @Test
    void sendsDatagramsAndNoticesThatNobodyListens() throws Exception {
        Options options;
        try (SyslogReceiver datagrams = SyslogReceiver.udp()) {
            options = options(Transport.UDP, "127.0.0.1", datagrams.port(), Confirm.CLOSE);
            assertThat(patient(options).deliver(entries("one", "x".repeat(20_000))))
                    .isEqualTo(Outcome.DELIVERED);
            await().until(() -> datagrams.messages().size() == 2);
            assertThat(datagrams.messages().get(0)).isEqualTo(HEADER + "one");
            assertThat(datagrams.messages().get(1)).hasSizeBetween(8_180, 8_192).endsWith("…(cut)");
        }
        String texts = "x";
        List<Entry> many =
                LongStream.range(1, 1_000).mapToObj(n -> entry(n, texts)).toList();
        assertThat(patient(options).deliver(many))
                .isEqualTo(new Outcome.Retry("nobody listens at 127.0.0.1:" + options.port()));
    }

    @Test
    void writesToAStreamSocketInTheFileSystem() throws Exception {
        Path socket = folder.resolve("log.sock");
        Options options = options(Transport.UNIX, socket.toString(), null, Confirm.CLOSE);
        assertThat(patient(options).deliver(entries("one"))).isInstanceOf(Outcome.Retry.class);
        try (SyslogReceiver unix = SyslogReceiver.unix(socket)) {
            assertThat(patient(options).deliver(entries("one"))).isEqualTo(Outcome.DELIVERED);
            assertThat(unix.messages()).containsExactly(HEADER + "one");
        }
    }

    private static Tls tls(boolean own) {
        return new Tls(
                Certificates.file("ca.pem"),
                own ? Certificates.file("agent.pem") : null,
                own ? Certificates.file("agent-key.pem") : null);
    }

    private static SyslogReceiver secure(boolean wantsCertificate) throws IOException {
        var server = new Tls(
                Certificates.file("ca.pem"),
                Certificates.file("localhost.pem"),
                Certificates.file("localhost-key.pem"));
        return SyslogReceiver.tls(server.open().context(), wantsCertificate);
    }

    @Test
    void showsItsCertificateAndLooksAtTheReceivers() throws Exception {
        try (SyslogReceiver secure = secure(true)) {
            Options options = options(Transport.TLS, "localhost", secure.port(), Confirm.CLOSE);
            Duration minute = Duration.ofMinutes(1);

            assertThat(connector(options, minute, tls(true)).deliver(entries("one")))
                    .isEqualTo(Outcome.DELIVERED);
            assertThat(secure.messages()).containsExactly(HEADER + "one");

            assertThat(connector(options, minute, tls(false)).deliver(entries("two")))
                    .as("shows none, which TLS 1.3 tells when the connection is used")
                    .isInstanceOfAny(Outcome.Blocked.class, Outcome.Retry.class);
            assertThat(connector(options, minute, null).deliver(entries("two")))
                    .isInstanceOfSatisfying(
                            Outcome.Blocked.class,
                            blocked -> assertThat(blocked.reason())
                                    .contains("the certificate of localhost is not trusted")
                                    .contains("tls.ca"));
            assertThat(secure.messages()).containsOnlyOnce(HEADER + "one");
        }
    }

    @Test
    void isBlockedByACertificateOfAnotherHost() throws Exception {
        try (SyslogReceiver other = SyslogReceiver.tls(tls(true).open().context(), false)) {
            Options options = options(Transport.TLS, "localhost", other.port(), Confirm.CLOSE);

            assertThat(connector(options, Duration.ofMinutes(1), tls(false)).deliver(entries("one")))
                    .isInstanceOf(Outcome.Blocked.class);
            assertThat(other.messages()).isEmpty();
        }
    }

    @Test
    void resetsWithinTlsAreNoReceipt() throws Exception {
        try (SyslogReceiver secure = secure(false)) {
            Options options = options(Transport.TLS, "localhost", secure.port(), Confirm.CLOSE);
            Connector connector = connector(options, Duration.ofMinutes(1), tls(false));
            secure.next(Fault.RESET_WITHIN);
            assertThat(connector.deliver(entries("one", "two"))).isInstanceOf(Outcome.Retry.class);
            assertThat(connector.deliver(entries("one", "two"))).isEqualTo(Outcome.DELIVERED);
            assertThat(secure.messages()).containsExactly(HEADER + "one", HEADER + "one", HEADER + "two");
        }
    }

    /** Every twentieth delivery meets a fault. */
    @Test
    void losesNothingToAReceiverThatBreaksAndRepeatsOnlyWhatHadNoReceipt() throws Exception {
        int events = Integer.getInteger("mirrorlog.events", 4_000);
        int size = 100;
        var random = new Random(20261122);
        Connector connector = connector(tcp(Confirm.CLOSE), Duration.ofMillis(500), null);
        List<Fault> chosen = List.copyOf(EnumSet.complementOf(EnumSet.of(Fault.STALL, Fault.NEVER_ENDS)));
        Map<String, Integer> repeated = new HashMap<>();
        for (int first = 0; first < events; first += size) {
            List<Entry> batch = IntStream.range(first, first + size)
                    .mapToObj(n -> entry(n + 1, Integer.toString(n)))
                    .toList();
            boolean faulty = random.nextInt(20) == 0;
            if (faulty) {
                receiver.next(chosen.get(random.nextInt(chosen.size())));
                assertThat(connector.deliver(batch)).isInstanceOf(Outcome.Retry.class);
                batch.forEach(entry -> repeated.merge(HEADER + entry.text(), 1, Integer::sum));
            }
            assertThat(connector.deliver(batch)).isEqualTo(Outcome.DELIVERED);
        }
        Map<String, Integer> arrived = new HashMap<>();
        receiver.messages().forEach(message -> arrived.merge(message, 1, Integer::sum));
        assertThat(arrived).hasSize(events);
        arrived.forEach((message, times) -> assertThat(times).isBetween(1, 1 + repeated.getOrDefault(message, 0)));
    }

    @Test
    void refusesOptionsThatCannotBe() {
        assertThatThrownBy(() -> new Options(
                        " ",
                        0,
                        Transport.UNIX,
                        1,
                        null,
                        Facility.USER,
                        PlaceholderText.parse("a"),
                        null,
                        false,
                        Confirm.CLOSE,
                        new ByteSize(100),
                        null))
                .hasMessageContainingAll("host: ", "rfc: ", "port: is out of range", "max_message: ");
        assertThatThrownBy(() -> new Options(
                        "h",
                        514,
                        Transport.UNIX,
                        3164,
                        null,
                        Facility.USER,
                        PlaceholderText.parse("a"),
                        null,
                        true,
                        Confirm.CLOSE,
                        null,
                        null))
                .hasMessageContainingAll("port: is not for transport: unix", "structured_data: is not for rfc: 3164");
    }
}

package io.mirrorlog.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Tls;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is common to all calls; how faults are borne is told by the contract that each connector passes. */
class HttpSenderTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws Exception {
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Network network(@Nullable String proxy, @Nullable Tls tls) {
        return new Network(TIMEOUT, proxy == null ? null : Secret.of(URI.create(proxy)), tls);
    }

    private static HttpSender sender(Network network) {
        return new HttpSender(network, () -> NOW, 1 << 16);
    }

    private static Answer send(HttpSender sender, String url) throws Exception {
        return sender.send(
                "POST", Secret.of(url), Map.of("Content-Type", "text/x"), "body".getBytes(StandardCharsets.UTF_8));
    }

    private static Outcome refusal(HttpSender sender, String url) {
        return catchThrowableOfType(NoAnswer.class, () -> send(sender, url)).outcome();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getPort() + path;
    }

    private String secureUrl() {
        return "https://localhost:" + server.getPort() + "/";
    }

    @Test
    void asksWithoutABodyAndKeepsCookiesWhereThatIsWanted() throws Exception {
        for (int i = 0; i < 2; i++) {
            server.enqueue(new MockResponse.Builder()
                    .addHeader("Set-Cookie", "session=" + i + "; path=/a; HttpOnly")
                    .body("x".repeat(10))
                    .build());
        }
        server.enqueue(new MockResponse.Builder().build());
        server.enqueue(new MockResponse.Builder().build());
        try (HttpSender keeping = HttpSender.keepingCookies(network(null, null), () -> NOW, 1 << 16);
                HttpSender forgetting = sender(network(null, null))) {
            for (String path : new String[] {"/a", "/a/b", "/c"}) {
                keeping.send("GET", Secret.of(url(path)), Map.of("User-Agent", "me"), new byte[0]);
            }
            forgetting.send("GET", Secret.of(url("/a")), Map.of(), new byte[0]);
        }
        RecordedRequest first = server.takeRequest();
        assertThat(first.getRequestLine()).isEqualTo("GET /a HTTP/1.1");
        assertThat(first.getHeaders().get("Cookie")).isNull();
        assertThat(first.getHeaders().get("User-Agent")).isEqualTo("me");
        assertThat(server.takeRequest().getHeaders().get("Cookie")).isEqualTo("session=0");
        assertThat(server.takeRequest().getHeaders().get("Cookie")).isNull();
        assertThat(server.takeRequest().getHeaders().get("Cookie")).isNull();
    }

    @Test
    void sendsWhatItIsGivenAndReadsTheAnswer() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(503)
                .addHeader("Retry-After", "Sat, 21 Nov 2026 10:01:30 GMT")
                .body("later")
                .build());
        try (HttpSender sender = sender(Network.USUAL)) {
            Answer answer = send(sender, url("/a?b=c"));

            assertThat(answer).isEqualTo(new Answer(503, "127.0.0.1", Duration.ofSeconds(90), null, "later", true));
            RecordedRequest request = server.takeRequest();
            assertThat(request.getRequestLine()).isEqualTo("POST /a?b=c HTTP/1.1");
            assertThat(request.getHeaders().get("Content-Type")).isEqualTo("text/x");
            assertThat(request.getHeaders().get("User-Agent")).isEqualTo("Mirrorlog");
            assertThat(request.getBody()).hasToString("[text=body]");
        }
    }

    @Test
    void goesNowhereElse() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(307)
                .addHeader("Location", "https://token@elsewhere.example/secret")
                .build());
        try (HttpSender sender = sender(Network.USUAL)) {
            assertThat(send(sender, url("/"))).extracting(Answer::redirect).isEqualTo("elsewhere.example");
        }
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void keepsItsConnectionForTheNextCall() throws Exception {
        server.enqueue(new MockResponse.Builder().build());
        server.enqueue(new MockResponse.Builder().build());
        try (HttpSender sender = sender(Network.USUAL)) {
            send(sender, url("/"));
            send(sender, url("/"));
        }
        int first = server.takeRequest().getConnectionIndex();
        assertThat(server.takeRequest().getConnectionIndex()).isEqualTo(first);
    }

    @Test
    void readsNoMoreOfAnAnswerThanItWasAllowed() throws Exception {
        server.enqueue(new MockResponse.Builder().body("a".repeat(1 << 17)).build());
        try (HttpSender sender = sender(Network.USUAL)) {
            Answer answer = send(sender, url("/"));
            assertThat(answer.body()).hasSize(1 << 16);
            assertThat(answer.whole()).isFalse();
        }
    }

    @Test
    void sendsNothingOnceItIsClosed() throws Exception {
        HttpSender sender = sender(Network.USUAL);
        sender.close();
        assertThat(catchThrowableOfType(InterruptedException.class, () -> send(sender, url("/"))))
                .isNotNull();
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void tellsAHostThatNobodyKnows() {
        try (HttpSender sender = sender(Network.USUAL)) {
            assertThat(refusal(sender, "https://nowhere.invalid/secret"))
                    .isEqualTo(new Outcome.Retry("cannot find the host nowhere.invalid"));
        }
    }

    // --- proxy

    @Test
    void goesThroughAProxyThatKnowsTheDestination() throws Exception {
        server.enqueue(new MockResponse.Builder().build());
        try (HttpSender sender = sender(network("http://127.0.0.1:" + server.getPort(), null))) {
            assertThat(send(sender, "http://nowhere.invalid/a").status()).isEqualTo(200);
        }
        assertThat(server.takeRequest().getRequestLine()).isEqualTo("POST http://nowhere.invalid/a HTTP/1.1");
    }

    @Test
    void tellsTheProxyItsUserAndPasswordOnceItAsks() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(407)
                .addHeader("Proxy-Authenticate", "Basic realm=\"proxy\"")
                .build());
        server.enqueue(new MockResponse.Builder().build());
        try (HttpSender sender = sender(network("http://me:p%40ss@127.0.0.1:" + server.getPort(), null))) {
            assertThat(send(sender, "http://nowhere.invalid/a").status()).isEqualTo(200);
        }
        server.takeRequest();
        assertThat(server.takeRequest().getHeaders().get("Proxy-Authorization")).isEqualTo("Basic bWU6cEBzcw==");
    }

    @Test
    void isBlockedByAProxyThatWantsOthers() {
        for (int i = 0; i < 2; i++) {
            server.enqueue(new MockResponse.Builder()
                    .code(407)
                    .addHeader("Proxy-Authenticate", "Basic realm=\"proxy\"")
                    .build());
        }
        try (HttpSender sender = sender(network("http://me:pass@127.0.0.1:" + server.getPort(), null))) {
            assertThat(refusal(sender, "http://nowhere.invalid/a"))
                    .isEqualTo(new Outcome.Blocked("the proxy 127.0.0.1 wants another user and password"));
        }
    }

    @Test
    void tunnelsThroughAProxyToASecureDestination() throws Exception {
        server.useHttps(serverCertificate());
        server.enqueue(new MockResponse.Builder().inTunnel().build());
        server.enqueue(new MockResponse.Builder().build());
        var tls = new Tls(Certificates.file("ca.pem"), null, null);
        try (HttpSender sender = sender(network("http://me:pass@127.0.0.1:" + server.getPort(), tls))) {
            assertThat(send(sender, "https://localhost:444/a").status()).isEqualTo(200);
        }
        RecordedRequest connect = server.takeRequest();
        assertThat(connect.getRequestLine()).isEqualTo("CONNECT localhost:444 HTTP/1.1");
        assertThat(connect.getHeaders().get("Proxy-Authorization")).isEqualTo("Basic bWU6cGFzcw==");
        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("POST /a HTTP/1.1");
        assertThat(request.getHeaders().get("Proxy-Authorization")).isNull();
    }

    // --- tls

    private static SSLSocketFactory serverCertificate() throws Exception {
        return new Tls(
                        Certificates.file("ca.pem"),
                        Certificates.file("localhost.pem"),
                        Certificates.file("localhost-key.pem"))
                .open()
                .context()
                .getSocketFactory();
    }

    @Test
    void trustsTheCertificatesThatItIsGiven() throws Exception {
        server.useHttps(serverCertificate());
        server.enqueue(new MockResponse.Builder().build());
        try (HttpSender sender = sender(network(null, new Tls(Certificates.file("ca.pem"), null, null)))) {
            assertThat(send(sender, secureUrl()).status()).isEqualTo(200);
        }
    }

    @Test
    void isBlockedByACertificateThatNobodyHasSigned() throws Exception {
        server.useHttps(serverCertificate());
        try (HttpSender sender = sender(Network.USUAL)) {
            Outcome outcome = refusal(sender, secureUrl());
            assertThat(outcome).isInstanceOf(Outcome.Blocked.class);
            assertThat(outcome.toString())
                    .contains("the certificate of localhost is not trusted")
                    .contains("tls.ca");
        }
    }

    @Test
    void isBlockedByACertificateOfAnotherHost() throws Exception {
        server.useHttps(serverCertificate());
        var tls = new Tls(Certificates.file("ca.pem"), null, null);
        try (HttpSender sender = sender(network(null, tls))) {
            Outcome outcome = refusal(sender, "https://[::1]:" + server.getPort() + "/");
            assertThat(outcome).isInstanceOfAny(Outcome.Blocked.class, Outcome.Retry.class);
        }
    }

    @Test
    void showsItsOwnCertificate() throws Exception {
        server.useHttps(serverCertificate());
        server.requireClientAuth();
        server.enqueue(new MockResponse.Builder().build());
        var tls = new Tls(
                Certificates.file("ca.pem"), Certificates.file("agent.pem"), Certificates.file("agent-key.pem"));
        try (HttpSender sender = sender(network(null, tls))) {
            assertThat(send(sender, secureUrl()).status()).isEqualTo(200);
        }
        assertThat(server.takeRequest().getHandshake().peerPrincipal()).hasToString("CN=agent");
    }

    @Test
    void isBlockedWhereItHasNoneToShow() throws Exception {
        server.useHttps(serverCertificate());
        server.requireClientAuth();
        server.enqueue(new MockResponse.Builder().build());
        var tls = new Tls(Certificates.file("ca.pem"), null, null);
        try (HttpSender sender = sender(network(null, tls))) {
            assertThat(refusal(sender, secureUrl()))
                    .extracting(Object::toString)
                    .asString()
                    .containsAnyOf("localhost refuses the agent's certificate", "the connection to localhost broke");
        }
    }
}

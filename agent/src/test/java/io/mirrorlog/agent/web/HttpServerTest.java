package io.mirrorlog.agent.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.web.RawHttp.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest extends HttpServerScene {

    @Test
    void handsTheWholeRequestToTheEndpoint() throws Exception {
        Reply reply = posted("/echo?a=1&a=2&b=x%20y+z", "hello".getBytes(UTF_8), "X-Own: 1", "x-own: 2");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("hello");
        Request request = seen.remove();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/echo");
        assertThat(request.query()).containsEntry("a", "1").containsEntry("b", "x y z");
        assertThat(request.header("x-own")).isEqualTo("1");
        assertThat(request.toString()).isEqualTo("POST with 5 bytes");
    }

    @Test
    void putsChunksTogether() throws Exception {
        try (RawHttp client = client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .send("3\r\nhel\r\n")
                    .send("2\r\nlo\r\n")
                    .send("0\r\n\r\n");
            assertThat(client.reply().body()).isEqualTo("hello");
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        try (RawHttp client = client()) {
            client.send(RawHttp.head("POST", "/hold", 1) + "x" + RawHttp.head("POST", "/echo", 3) + "two"
                    + RawHttp.head("POST", "/echo", 5) + "three");
            arrivals.acquire();
            held.remove().complete(Answer.text(200, "text/plain", "one"));
            assertThat(client.reply().body()).isEqualTo("one");
            assertThat(client.reply().body()).isEqualTo("two");
            assertThat(client.reply().body()).isEqualTo("three");
        }
    }

    @Test
    void takesABodyOfTheLimitAndNotMore() throws Exception {
        assertThat(posted("/echo", new byte[BODY]).status()).isEqualTo(200);
        Reply tooLarge = posted("/echo", new byte[BODY + 1]);
        assertThat(tooLarge.status()).isEqualTo(413);
        assertThat(tooLarge.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(tooLarge.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Content Too Large\",\"status\":413,"
                        + "\"detail\":\"a body may have 100000 bytes, also once inflated\"}");
    }

    @Test
    void tellsAClientThatIsStillSendingTenMebibytes() throws Exception {
        assertThat(posted("/echo", new byte[10 << 20]).status()).isEqualTo(413);
    }

    @Test
    void tellsAClientWhoseChunksGetTooMany() throws Exception {
        try (RawHttp client = client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "c350\r\n" + "x".repeat(0xc350) + "\r\n";
            client.send(chunk).send(chunk).send(chunk);
            Reply reply = client.reply();
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.headers()).containsEntry("connection", "close");
            client.awaitEnd();
        }
    }

    @Test
    void inflatesGzip() throws Exception {
        assertThat(posted("/echo", gzip("hello".getBytes(UTF_8)), "Content-Encoding: gzip")
                        .body())
                .isEqualTo("hello");
        assertThat(posted("/echo", gzip("hello".getBytes(UTF_8)), "Content-Encoding: X-GZIP")
                        .body())
                .isEqualTo("hello");
        assertThat(posted("/echo", "hello".getBytes(UTF_8), "Content-Encoding: identity")
                        .body())
                .isEqualTo("hello");
        assertThat(posted("/echo", gzip(new byte[BODY]), "Content-Encoding: gzip")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void refusesAGzipBomb() throws Exception {
        byte[] bomb = gzip(new byte[50 << 20]);
        assertThat(bomb.length).isLessThan(BODY);
        assertThat(posted("/echo", bomb, "Content-Encoding: gzip").status()).isEqualTo(413);
    }

    @Test
    void refusesWhatIsNoGzip() throws Exception {
        assertThat(posted("/echo", "hello".getBytes(UTF_8), "Content-Encoding: gzip")
                        .status())
                .isEqualTo(400);
        byte[] whole = gzip("hello hello hello".getBytes(UTF_8));
        assertThat(posted("/echo", Arrays.copyOf(whole, whole.length - 9), "Content-Encoding: gzip")
                        .status())
                .isEqualTo(400);
        Reply other = posted("/echo", whole, "Content-Encoding: br");
        assertThat(other.status()).isEqualTo(415);
        assertThat(other.headers()).containsEntry("accept-encoding", "gzip");
    }

    @Test
    void invitesABodyThatItWouldTake() throws Exception {
        try (RawHttp client = client()) {
            client.send(RawHttp.head("POST", "/echo", 5, "Expect: 100-continue"));
            assertThat(client.reply().status()).isEqualTo(100);
            client.send("hello");
            assertThat(client.reply().body()).isEqualTo("hello");
        }
    }

    @Test
    void doesNotInviteABodyThatIsTooLarge() throws Exception {
        try (RawHttp client = client()) {
            client.send(RawHttp.head("POST", "/echo", BODY + 1, "Expect: 100-continue"));
            assertThat(client.reply().status()).isEqualTo(413);
        }
    }

    @Test
    void hasOneBudgetForAllRequestsInFlight() throws Exception {
        try (RawHttp first = client();
                RawHttp second = client()) {
            first.post("/hold", new byte[BODY]);
            second.post("/hold", new byte[BODY]);
            arrivals.acquire(2);
            assertThat(server.bytesInFlight()).isEqualTo(2 * BODY);
            Reply busy = posted("/echo", new byte[BODY]);
            assertThat(busy.status()).isEqualTo(503);
            assertThat(busy.headers()).containsEntry("retry-after", "1");
            assertThat(posted("/echo", gzip(new byte[BODY]), "Content-Encoding: gzip")
                            .status())
                    .isEqualTo(503);
            held.forEach(answer -> answer.complete(Answer.empty(202)));
            assertThat(first.reply().status()).isEqualTo(202);
            assertThat(second.reply().status()).isEqualTo(202);
        }
        await().until(() -> server.bytesInFlight() == 0);
        assertThat(posted("/echo", new byte[BODY]).status()).isEqualTo(200);
    }

    @Test
    void givesBackWhatAClientHeldThatLeftMidway() throws Exception {
        try (RawHttp client = client()) {
            client.send(RawHttp.head("POST", "/echo", 1_000)).send("x".repeat(500));
            await().until(() -> server.bytesInFlight() == 1_000); // the room for what was announced
        }
        await().until(() -> server.bytesInFlight() == 0);
        assertThat(seen).isEmpty();
    }

    @Test
    void keepsTheBytesOfAClientThatLeftUntilTheEndpointIsDoneWithThem() throws Exception {
        try (RawHttp client = client()) {
            client.post("/hold", new byte[1_000]);
            arrivals.acquire();
        }
        assertThat(posted("/echo", new byte[1]).status()).isEqualTo(200);
        await().until(() -> server.bytesInFlight() == 1_000);
        held.remove().complete(Answer.empty(202));
        await().until(() -> server.bytesInFlight() == 0);
    }

    @Test
    void losesPatienceWithABodyThatDoesNotCome() throws Exception {
        server.close();
        server = started(Duration.ofMillis(100));
        try (RawHttp client = client()) {
            client.send(RawHttp.head("POST", "/echo", 1_000)).send("x");
            Reply reply = client.reply();
            assertThat(reply.status()).isEqualTo(408);
            client.awaitEnd();
        }
    }

    @Test
    void closesConnectionsBeyondTheLimit() throws Exception {
        var clients = new RawHttp[CONNECTIONS];
        for (int i = 0; i < CONNECTIONS; i++) {
            clients[i] = client();
            clients[i].post("/echo", new byte[1]).reply();
        }
        try (RawHttp oneTooMany = client()) {
            oneTooMany.awaitEnd();
        }
        for (RawHttp client : clients) {
            client.close();
        }
        await().ignoreExceptions().until(() -> posted("/echo", new byte[1]).status() == 200);
    }

    @Test
    void knowsItsPathsAndTheirMethods() throws Exception {
        assertThat(asked("GET", "/nothing").status()).isEqualTo(404);
        assertThat(asked("GET", "/").status()).isEqualTo(404);
        Reply wrong = asked("GET", "/echo");
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.headers()).containsEntry("allow", "POST");
        assertThat(asked("DELETE", "/look").headers()).containsEntry("allow", "GET");
    }

    @ParameterizedTest
    @CsvSource({
        "/part/a%2Fb%20+c/end, 200, a/b +c",
        "/part//end, 200, ''",
        "/part/a/b/end, 404, ''",
        "/part/a, 404, ''",
        "/part/%zz/end, 400, ''"
    })
    void findsAPathWithAPartOfAnyName(String path, int status, String part) throws Exception {
        Reply reply = posted(path, new byte[0]);
        assertThat(reply.status()).isEqualTo(status);
        if (status == 200) {
            assertThat(reply.body()).isEqualTo(part);
        }
        assertThat(asked("GET", path).status()).isEqualTo(status == 404 ? 404 : 405);
    }

    @Test
    void answersAHeadAsAGetWithoutItsBody() throws Exception {
        try (RawHttp client = client()) {
            client.send(RawHttp.head("HEAD", "/look", -1));
            assertThat(client.headReply().status()).isEqualTo(200);
            client.post("/echo", "next".getBytes(UTF_8));
            assertThat(client.reply().body()).isEqualTo("next");
        }
    }

    @Test
    void takesTheTokenOutOfThePath() throws Exception {
        assertThat(posted("/t/a%2Fb%25+c/echo?x=1", new byte[0]).status()).isEqualTo(200);
        assertThat(seen.peek()).isNotNull();
        assertThat(seen.element().bearer()).isEqualTo("a/b%+c");
        assertThat(seen.element().path()).isEqualTo("/echo");
        assertThat(seen.element().query()).containsEntry("x", "1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/t/secret", "/t/secret/", "/t/secret/nothing", "/t//nothing"})
    void neverShowsATokenOfAPathThatIsNotThere(String path) throws Exception {
        Reply reply = posted(path, new byte[0]);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo?x=%zz", "/echo?x=%4", "/t/%zz/echo"})
    void refusesBrokenPercentEncoding(String path) throws Exception {
        assertThat(posted(path, new byte[0]).status()).isEqualTo(400);
    }

    @Test
    void survivesAnEndpointThatBreaks() throws Exception {
        Reply reply = posted("/break", new byte[1]);
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.body()).doesNotContain("on purpose");
        assertThat(posted("/break", gzip(new byte[1]), "Content-Encoding: gzip").status())
                .isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n"
            })
    void refusesWhatIsNoHttp(String bytes) throws Exception {
        try (RawHttp client = client()) {
            client.send(bytes);
            assertThat(client.reply().status()).isEqualTo(400);
        }
        assertThat(posted("/echo", new byte[1]).status()).isEqualTo(200);
    }

    @Test
    void letsRequestsBeAnsweredWhileItStops() throws Exception {
        var threads = Executors.newSingleThreadExecutor();
        try (RawHttp client = client()) {
            client.post("/hold", new byte[1]);
            arrivals.acquire();
            var stopped = threads.submit(server::close);
            await().until(() -> !accepts());
            held.remove().complete(Answer.text(200, "text/plain", "done"));
            assertThat(client.reply().body()).isEqualTo("done");
            stopped.get();
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean accepts() {
        try (RawHttp client = client()) {
            return client.post("/echo", new byte[0]).reply().status() == 200;
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void namesTheAddressThatItCannotHave() {
        var second = new HttpServer(
                "127.0.0.1",
                server.port(),
                new Routes(),
                new BrowserGuard(List.of(), "127.0.0.1", true),
                new BodyLimits(1, 1, 1));
        try (second) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + server.port());
        }
    }

    private static byte[] gzip(byte[] body) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(body);
        }
        return packed.toByteArray();
    }
}

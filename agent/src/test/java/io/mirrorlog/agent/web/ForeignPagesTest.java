package io.mirrorlog.agent.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.web.RawHttp.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names a server answers to, and what it lets the pages in a browser do. */
class ForeignPagesTest extends HttpServerScene {

    @ParameterizedTest
    @CsvSource({
        "evil.example, 403",
        "evil.example:8514, 403",
        "localhost.evil.example, 403",
        "127.0.0.1.nip.io:80, 403",
        "localhost, 200",
        "LOCALHOST:8514, 200",
        "127.0.0.1:8514, 200",
        "[::1]:8514, 200",
        "::1, 200",
    })
    void answersOnlyUnderItsOwnNames(String host, int status) throws Exception {
        try (RawHttp client = client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 1\r\n\r\nx");
            assertThat(client.reply().status()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "http://wiki.example",
                "https://wiki.example.evil",
                "http://localhost"
            })
    void refusesThePagesOfOthers(String origin) throws Exception {
        Reply reply = posted("/echo", new byte[1], "Origin: " + origin);
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.headers()).doesNotContainKey("access-control-allow-origin");
        assertThat(asked("OPTIONS", "/echo", "Origin: " + origin).status()).isEqualTo(403);
        assertThat(seen).isEmpty();
    }

    @Test
    void letsThePagesOfAConfiguredOriginSend() throws Exception {
        Reply preflight =
                asked("OPTIONS", "/echo", "Origin: https://wiki.example", "Access-Control-Request-Method: POST");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.headers())
                .containsEntry("access-control-allow-origin", "https://wiki.example")
                .containsEntry("access-control-allow-methods", "POST")
                .containsEntry("vary", "Origin");
        assertThat(preflight.headers().get("access-control-allow-headers")).contains("content-type", "authorization");
        Reply sent = posted("/echo", new byte[1], "Origin: https://wiki.example");
        assertThat(sent.status()).isEqualTo(200);
        assertThat(sent.headers()).containsEntry("access-control-allow-origin", "https://wiki.example");
    }

    @Test
    void saysToThePagesOfAConfiguredOriginThatAnAddressIsMisspelled() throws Exception {
        assertThat(posted("/ecko", new byte[1], "Origin: https://wiki.example").status())
                .isEqualTo(404);
        assertThat(posted("/ecko", new byte[1], "Origin: https://other.example").status())
                .isEqualTo(403);
    }

    @Test
    void letsThePagesOfAConfiguredOriginReadNothing() throws Exception {
        assertThat(asked("GET", "/look", "Origin: https://wiki.example").status())
                .isEqualTo(403);
        assertThat(asked("OPTIONS", "/look", "Origin: https://wiki.example").status())
                .isEqualTo(403);
        assertThat(posted("/hold", new byte[0], "Origin: https://wiki.example").status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"cross-site, 403", "same-site, 403", "nonsense, 403", "same-origin, 500", "none, 500"})
    void letsNoPageOfAnotherSiteChangeAnything(String site, int status) throws Exception {
        assertThat(posted("/break", new byte[1], "Sec-Fetch-Site: " + site).status())
                .isEqualTo(status);
        assertThat(asked("GET", "/look", "Sec-Fetch-Site: " + site).status()).isEqualTo(200);
        assertThat(posted("/echo", new byte[1], "Sec-Fetch-Site: " + site).status())
                .isEqualTo(200);
    }
}

package io.mirrorlog.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientTest {

    private static final byte[] REQUEST = Client.post(new byte[] {'{', '}'}, "application/json");

    private ServerSocket server;
    private Client client;
    private Socket served;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        client = new Client(URI.create("http://127.0.0.1:" + server.getLocalPort()));
        served = server.accept();
        served.setSendBufferSize(1 << 18); // an answer is there before it is asked for
    }

    @AfterEach
    void disconnect() throws IOException {
        served.close();
        client.close();
        server.close();
    }

    @Test
    void passesOverTheWholeAnswerAndReadsTheNext() throws Exception {
        answer("HTTP/1.1 202 Accepted\r\ncontent-length: 100000\r\n\r\n" + "x".repeat(100_000));
        client.exchange(REQUEST);
        answer("HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 5\r\n\r\nhello");
        assertThat(client.get("/")).isEqualTo("hello");
    }

    @Test
    void readsAnAnswerWithoutABody() throws Exception {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertThat(client.get("/")).isEmpty();
    }

    @Test
    void failsWhereEventsAreNotAccepted() throws Exception {
        answer("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
        assertThatThrownBy(() -> client.exchange(REQUEST)).hasMessageContaining("503");
    }

    @Test
    void failsWhereTheAgentHangsUp() throws Exception {
        answer("HTTP/1.1 202 Accepted\r\nContent-Length: 10\r\n\r\nhalf");
        served.shutdownOutput();
        assertThatThrownBy(() -> client.exchange(REQUEST)).hasMessageContaining("hung up");
    }

    private void answer(String text) throws IOException {
        OutputStream out = served.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}

package io.mirrorlog.connector.contract;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server's end of one TCP connection, on which one call after another comes. For one thread. */
public final class Wire {

    private static final int LONGEST_LINE = 1 << 16;

    private final Socket socket;
    private final FaultyHttpServer server;
    private final BufferedInputStream in;
    private final OutputStream out;
    private @Nullable HttpCall call;
    private boolean answered;
    private long sent;

    Wire(Socket socket, FaultyHttpServer server) throws IOException {
        this.socket = socket;
        this.server = server;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Waits for the first byte of the next call; false when none comes any more. */
    boolean begins() throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return false;
        }
        in.reset();
        call = null;
        answered = false;
        sent = 0;
        return true;
    }

    /** True when the call was read and answered to its end, so that another one may follow. */
    boolean goesOn() {
        return answered;
    }

    /** The call, read to its end. */
    public HttpCall call() throws IOException {
        HttpCall known = call;
        if (known == null) {
            known = read();
            server.read(known);
            call = known;
        }
        return known;
    }

    /** Lets the service take the call; the answer is not sent yet. */
    public HttpAnswer taken() throws IOException {
        return server.taken(call());
    }

    /** Sends a whole answer. */
    public void send(HttpAnswer answer) throws IOException {
        send(head(answer, answer.body().getBytes(StandardCharsets.UTF_8).length) + answer.body());
        answered = true;
    }

    /** The beginning of an answer up to its body. */
    static String head(HttpAnswer answer, long length) {
        var head = new StringBuilder("HTTP/1.1 " + answer.status() + " Whatever\r\nContent-Length: " + length + "\r\n");
        answer.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        return head.append("\r\n").toString();
    }

    /** Sends these bytes, whatever they mean. */
    public void send(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes);
        out.flush();
        sent += bytes.length;
        server.sent(sent);
    }

    /** How many bytes the client has been sent since its call began. */
    public long sent() {
        return sent;
    }

    /** Lets a moment pass between two bytes. */
    public void pause() throws IOException, InterruptedException {
        if (server.isClosedWithin(50)) {
            throw new EOFException("the test is over");
        }
    }

    /** Holds the line until the test is over. */
    public void hold() throws InterruptedException {
        server.awaitClose();
    }

    /** Ends the TCP connection with a reset, so that even what was sent may get lost. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private HttpCall read() throws IOException {
        String[] first = line().split(" ", -1);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        boolean chunked = "chunked".equals(headers.get("transfer-encoding"));
        byte[] body = chunked ? chunks() : bytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new HttpCall(first[0], first[1], headers, body);
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        int size = Integer.parseInt(line().replaceFirst(";.*", ""), 16);
        while (size > 0) {
            body.write(bytes(size));
            line();
            size = Integer.parseInt(line().replaceFirst(";.*", ""), 16);
        }
        String trailer = line();
        while (!trailer.isEmpty()) {
            trailer = line();
        }
        return body.toByteArray();
    }

    private byte[] bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() > LONGEST_LINE) {
                throw new EOFException();
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }
}

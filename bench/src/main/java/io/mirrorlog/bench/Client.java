package io.mirrorlog.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One keep-alive connection that costs as little as can be, so that the agent is what is measured. One thread. */
final class Client implements AutoCloseable {

    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;

    Client(URI agent) throws IOException {
        socket = new Socket(agent.getHost(), agent.getPort());
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        in = socket.getInputStream();
    }

    /** A request, complete. */
    static byte[] post(byte[] body, String type) {
        String head = "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.length + "\r\n\r\n";
        var request = new ByteArrayOutputStream(body.length + head.length());
        request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        return request.toByteArray();
    }

    /**
     * Sends events and reads the answer to its end.
     *
     * @throws IOException also when they are not accepted
     */
    void exchange(byte[] request) throws IOException {
        int length = sent(request, "202");
        while (length > 0) {
            int taken = Math.min(length, to - from);
            from += taken;
            length -= taken;
            if (length > 0) {
                fill();
            }
        }
    }

    /** The body of a GET. */
    String get(String path) throws IOException {
        int length = sent(
                ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII), "200");
        var body = new ByteArrayOutputStream(length);
        while (body.size() < length) {
            if (from == to) {
                fill();
            }
            int taken = Math.min(length - body.size(), to - from);
            body.write(buffer, from, taken);
            from += taken;
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    /** Sends a request and reads the answer's head; returns the length of its body. */
    private int sent(byte[] request, String status) throws IOException {
        out.write(request);
        int end = headEnd();
        String first = new String(buffer, from, 12, StandardCharsets.US_ASCII);
        if (!first.equals("HTTP/1.1 " + status)) {
            throw new IOException("the agent answered " + first);
        }
        int length = length(end);
        from = end;
        return length;
    }

    /** Where the head ends that begins at {@code from}. */
    private int headEnd() throws IOException {
        int looked = from;
        while (true) {
            for (int i = looked; i + 4 <= to; i++) {
                if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                    return i + 4;
                }
                looked = i;
            }
            if (from == to) {
                looked = 0;
            }
            fill();
        }
    }

    private int length(int end) throws IOException {
        for (int i = from; i < end; i++) {
            if (buffer[i] == '\n' && isLength(i + 1)) {
                int digits = i + 1 + LENGTH.length;
                int stop = digits;
                while (buffer[stop] != '\r') {
                    stop++;
                }
                return Integer.parseInt(new String(buffer, digits, stop - digits, StandardCharsets.US_ASCII).strip());
            }
        }
        throw new IOException("the answer has no length");
    }

    private boolean isLength(int at) {
        for (int i = 0; i < LENGTH.length; i++) {
            if ((buffer[at + i] | 0x20) != (LENGTH[i] | 0x20)) {
                return false;
            }
        }
        return true;
    }

    private void fill() throws IOException {
        if (from == to) {
            from = 0;
            to = 0;
        }
        if (to == buffer.length) {
            throw new IOException("the answer's head is too long: " + Arrays.toString(Arrays.copyOf(buffer, 200)));
        }
        int read = in.read(buffer, to, buffer.length - to);
        if (read < 0) {
            throw new IOException("the agent hung up");
        }
        to += read;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

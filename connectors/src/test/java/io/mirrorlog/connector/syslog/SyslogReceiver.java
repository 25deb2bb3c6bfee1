package io.mirrorlog.connector.syslog;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of syslog that reads what RFC 6587 and RFC 5426 say and nothing else: what breaks a rule is kept as a fault.
 * Connections meet one {@link Fault} after the other, as they are given; then none.
 */
final class SyslogReceiver implements Closeable {

    /** What a connection meets. */
    enum Fault {
        /** It is reset before a byte is read. */
        RESET,
        /** It is reset when the first message was read. */
        RESET_WITHIN,
        /** All is read, and then it is reset: the receipt is lost. */
        RESET_BEHIND,
        /** Nothing is read, and nothing is ended. */
        STALL,
        /** All is read, but the receiver never ends its side. */
        NEVER_ENDS
    }

    private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
    private final List<String> broken = Collections.synchronizedList(new ArrayList<>());
    private final ConcurrentLinkedQueue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final List<Closeable> open = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch stalled = new CountDownLatch(1);
    private final Framing framing;
    private final int port;

    private SyslogReceiver(Framing framing, int port, Closeable listening) {
        this.framing = framing;
        this.port = port;
        open.add(listening);
    }

    static SyslogReceiver tcp(Framing framing) throws IOException {
        return on(framing, socket -> socket);
    }

    static SyslogReceiver tls(SSLContext context, boolean wantsCertificate) throws IOException {
        return on(Framing.OCTET, socket -> {
            var secure = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
            secure.setUseClientMode(false);
            secure.setNeedClientAuth(wantsCertificate);
            return secure;
        });
    }

    private interface Layer {
        Socket over(Socket socket) throws IOException;
    }

    private static SyslogReceiver on(Framing framing, Layer layer) throws IOException {
        var listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var receiver = new SyslogReceiver(framing, listening.getLocalPort(), listening);
        receiver.thread(() -> {
            while (true) {
                Socket accepted = listening.accept();
                receiver.open.add(accepted);
                receiver.thread(() -> receiver.serve(accepted, layer));
            }
        });
        return receiver;
    }

    static SyslogReceiver udp() throws IOException {
        var socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var receiver = new SyslogReceiver(Framing.OCTET, socket.getLocalPort(), socket);
        receiver.thread(() -> {
            while (true) {
                var packet = new DatagramPacket(new byte[70_000], 70_000);
                socket.receive(packet);
                receiver.take(Arrays.copyOf(packet.getData(), packet.getLength()));
            }
        });
        return receiver;
    }

    static SyslogReceiver unix(Path path) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        socket.bind(UnixDomainSocketAddress.of(path));
        var receiver = new SyslogReceiver(Framing.OCTET, 0, socket);
        receiver.thread(() -> {
            while (true) {
                try (SocketChannel accepted = socket.accept()) {
                    receiver.read(Channels.newInputStream(accepted), Integer.MAX_VALUE);
                }
            }
        });
        return receiver;
    }

    int port() {
        return port;
    }

    /** The next connection meets this. */
    void next(Fault fault) {
        faults.add(fault);
    }

    /** What was read so far. */
    List<String> messages() {
        return List.copyOf(messages);
    }

    /** What broke a rule. */
    List<String> broken() {
        return List.copyOf(broken);
    }

    /** Waits until a connection stalls. */
    void awaitStall() throws InterruptedException {
        stalled.await();
    }

    private void serve(Socket accepted, Layer layer) throws IOException {
        Fault fault = faults.poll();
        if (fault == Fault.RESET) {
            reset(accepted);
            return;
        }
        if (fault == Fault.STALL) {
            stalled.countDown();
            return;
        }
        Socket socket = layer.over(accepted);
        read(socket.getInputStream(), fault == Fault.RESET_WITHIN ? 1 : Integer.MAX_VALUE);
        if (fault == Fault.NEVER_ENDS) {
            stalled.countDown();
        } else if (fault == null) {
            socket.close();
        } else {
            reset(accepted);
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private void read(InputStream stream, int most) throws IOException {
        var in = new PushbackInputStream(stream);
        for (int count = 0; count < most; count++) {
            int first = in.read();
            if (first < 0) {
                return;
            }
            in.unread(first);
            byte[] message = framing == Framing.OCTET ? counted(in) : line(in);
            if (message == null) {
                return;
            }
            take(message);
        }
    }

    private byte @Nullable [] counted(InputStream in) throws IOException {
        var length = new StringBuilder();
        int c = in.read();
        while (c >= '0' && c <= '9' && length.length() < 7) {
            length.append((char) c);
            c = in.read();
        }
        if (c != ' ' || length.isEmpty() || length.charAt(0) == '0') {
            broken.add("no length but " + length + " and " + c);
            return null;
        }
        byte[] message = in.readNBytes(Integer.parseInt(length.toString()));
        if (message.length < Integer.parseInt(length.toString())) {
            return null; // the sender broke off: not a message
        }
        return message;
    }

    private static byte @Nullable [] line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            line.write(c);
        }
        return line.toByteArray();
    }

    private void take(byte[] message) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(message))
                    .toString();
            if (!text.startsWith("<") || text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                broken.add(text);
            }
            messages.add(text);
        } catch (CharacterCodingException e) {
            broken.add("not UTF-8");
        }
    }

    private interface Job {
        void run() throws IOException;
    }

    private void thread(Job job) {
        var thread = new Thread(
                () -> {
                    try {
                        job.run();
                    } catch (SocketException | ClosedChannelException e) {
                        // closed, or reset by the sender
                    } catch (IOException e) {
                        // a sender whose certificate is refused, or that refuses ours
                    }
                },
                "syslog-receiver");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : List.copyOf(open)) {
            each.close();
        }
    }
}

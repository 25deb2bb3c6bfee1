package io.mirrorlog.connector.syslog;

import io.mirrorlog.connector.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Opens ways to one receiver.
 *
 * @param host its name or address; the socket's path where the transport is unix
 * @param tls null where Java's own certificates do
 */
record Receiver(
        Transport transport,
        String host,
        int port,
        Framing framing,
        boolean confirmed,
        @Nullable Tls tls) {

    /** @param call closes it in time, from its very beginning on */
    Wire open(Call call) throws IOException {
        return switch (transport) {
            case UDP -> UdpWire.connect(call.holds(DatagramChannel.open()), address());
            case TCP -> stream(new Plain(connected(call, SocketChannel.open(), address())));
            case UNIX -> {
                SocketAddress socket = UnixDomainSocketAddress.of(host);
                yield stream(new Plain(connected(call, SocketChannel.open(StandardProtocolFamily.UNIX), socket)));
            }
            case TLS -> {
                SSLContext context = context();
                var below = new WatchedSocket(
                        connected(call, SocketChannel.open(), address()).socket());
                yield stream(new Secure(secured(below, context), below));
            }
        };
    }

    private Wire stream(StreamWire.Ends ends) {
        return new StreamWire(ends, framing, confirmed);
    }

    /** Looked up each time: a receiver that has moved is found. */
    private InetSocketAddress address() throws IOException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    private static SocketChannel connected(Call call, SocketChannel channel, SocketAddress to) throws IOException {
        call.holds(channel);
        if (to instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        channel.connect(to);
        return channel;
    }

    private SSLContext context() throws IOException {
        try {
            return tls == null ? SSLContext.getDefault() : tls.open().context();
        } catch (NoSuchAlgorithmException e) {
            throw new SSLException("Java's own certificates cannot be used", e);
        }
    }

    private SSLSocket secured(WatchedSocket below, SSLContext context) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory().createSocket(below, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate must be for this host
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private record Plain(SocketChannel channel) implements StreamWire.Ends {

        @Override
        public InputStream input() {
            return Channels.newInputStream(channel);
        }

        @Override
        public OutputStream output() {
            return Channels.newOutputStream(channel);
        }

        @Override
        public void endOutput() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private record Secure(SSLSocket socket, WatchedSocket below) implements StreamWire.Ends {

        @Override
        public InputStream input() throws IOException {
            return socket.getInputStream();
        }

        @Override
        public OutputStream output() throws IOException {
            return socket.getOutputStream();
        }

        @Override
        public void endOutput() throws IOException {
            socket.shutdownOutput();
            below.requireAllWritten();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

package io.mirrorlog.connector.syslog;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;

/** One datagram for each message (RFC 5426). Nobody answers, so that what is lost on its way is never known. */
final class UdpWire implements Wire {

    private final DatagramChannel channel;

    private UdpWire(DatagramChannel channel) {
        this.channel = channel;
    }

    /** Connected, so that a port on which nobody listens is told by the next send. */
    static UdpWire connect(DatagramChannel channel, InetSocketAddress receiver) throws IOException {
        channel.connect(receiver);
        return new UdpWire(channel);
    }

    @Override
    public void send(List<byte[]> messages) throws IOException {
        for (byte[] message : messages) {
            int unused = channel.write(ByteBuffer.wrap(message));
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

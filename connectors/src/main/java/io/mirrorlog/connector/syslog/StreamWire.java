package io.mirrorlog.connector.syslog;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * Framed messages over a stream that is made for one delivery and ended with it.
 *
 * <p>Syslog over TCP has no answers: what was written may lie in a buffer when the receiver dies. But a receiver that has
 * read the end of the stream has read all before it, and then ends its own side. So the delivery ends the stream and waits
 * for that: it is the only receipt that the protocol has.
 */
final class StreamWire implements Wire {

    /** An end of a stream that both sides may close by themselves. */
    interface Ends extends Closeable {

        InputStream input() throws IOException;

        OutputStream output() throws IOException;

        /** Says that nothing more will be written; what was written is still sent. */
        void endOutput() throws IOException;
    }

    private final Ends ends;
    private final Framing framing;
    private final boolean confirmed;

    /** @param confirmed whether the receiver's end of the stream is waited for */
    StreamWire(Ends ends, Framing framing, boolean confirmed) {
        this.ends = ends;
        this.framing = framing;
        this.confirmed = confirmed;
    }

    @Override
    public void send(List<byte[]> messages) throws IOException {
        var framed = new ByteArrayOutputStream(
                messages.stream().mapToInt(message -> message.length + 8).sum());
        for (byte[] message : messages) {
            framing.append(framed, message);
        }
        OutputStream out = ends.output();
        framed.writeTo(out);
        out.flush();
        ends.endOutput();
        if (confirmed) {
            awaitEnd(ends.input());
        }
    }

    /** What a receiver says meanwhile means nothing in syslog. */
    private static void awaitEnd(InputStream in) throws IOException {
        var ignored = new byte[1024];
        while (in.read(ignored) >= 0) {
            // goes on to its end
        }
    }

    @Override
    public void close() throws IOException {
        ends.close();
    }
}

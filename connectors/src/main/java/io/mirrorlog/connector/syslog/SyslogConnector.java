package io.mirrorlog.connector.syslog;

import io.mirrorlog.connector.ByteSize;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.PlaceholderText;
import io.mirrorlog.connector.Surroundings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends each entry as one syslog message, RFC 5424 or RFC 3164, to one receiver.
 *
 * <p>A delivery over a stream is a connection of its own: only its end, answered by the receiver's, says that all was read
 * ({@link StreamWire}). Nothing is kept between two deliveries.
 */
public final class SyslogConnector implements Connector {

    /** When a delivery over a stream counts as delivered. */
    public enum Confirm {
        /** When the receiver has ended the connection too, behind all that it has read. */
        CLOSE,
        /** When it is handed to the system: what a receiver that dies has not read is lost. */
        NONE
    }

    /** Receivers with ways of their own. */
    public enum Preset {
        /** Newlines between messages; everything else as it is. */
        PAPERTRAIL
    }

    /** What the user writes under a connection with {@code connector: syslog}. */
    public record Options(
            @Option("the receiver's name or address; with transport: unix the path of its socket")
            String host,

            @Option("its port; 514 for udp, 601 for tcp and 6514 for tls, if absent") @Nullable
            Integer port,

            @Option(value = "how messages travel: udp, tcp, tls, unix (a stream socket)", orElse = "tls")
            Transport transport,

            @Option(value = "5424, or 3164 for receivers that know nothing else", orElse = "5424")
            int rfc,

            @Option("where a message ends in a stream: octet (its length before it), newline (behind it); octet, if"
                    + " absent and the preset says nothing else")
            @Nullable
            Framing framing,

            @Option(value = "which part of the system events are from", orElse = "local0")
            Facility facility,

            @Option(
                    value = "the program's name in each message; {site}, {identifier}, {type} or {date} in it",
                    orElse = "mirrorlog")
            PlaceholderText appName,

            @Option("the machine's name in each message; this machine's, if absent") @Nullable
            String hostname,

            @Option(value = "the event's fields and metadata as structured data; rfc: 5424 alone", orElse = "false")
            boolean structuredData,

            @Option(
                    value = "when messages over tcp, tls and unix count as delivered: close (the receiver has ended the"
                            + " connection too), none (they are handed to the system)",
                    orElse = "close")
            Confirm confirm,

            @Option("longer messages are cut, and say so; 8KiB over udp and 64KiB else, if absent; 480B to 64KiB")
            @Nullable
            ByteSize maxMessage,

            @Option("papertrail: newlines between messages") @Nullable
            Preset preset) {

        private static final int MESSAGE_MIN = 480;
        private static final int MESSAGE_MAX = 64 << 10;

        /** What a datagram holds beside the headers of IPv4 and UDP. */
        private static final int DATAGRAM_MAX = 65_507;

        public Options {
            List<String> faults = new ArrayList<>();
            if (host.isBlank()) {
                faults.add("host: is empty; give the receiver's name or address");
            }
            if (rfc != 5424 && rfc != 3164) {
                faults.add("rfc: is none of the two; 5424 or 3164");
            }
            if (port != null && (port < 1 || port >= 1 << 16)) {
                faults.add("port: is out of range; 1 to 65535");
            }
            if (transport == Transport.UNIX && port != null) {
                faults.add("port: is not for transport: unix; leave it out");
            }
            if (structuredData && rfc == 3164) {
                faults.add("structured_data: is not for rfc: 3164, which has none; write rfc: 5424");
            }
            if (maxMessage != null && (maxMessage.bytes() < MESSAGE_MIN || maxMessage.bytes() > MESSAGE_MAX)) {
                faults.add("max_message: is out of range; 480B to 64KiB");
            }
            if (!faults.isEmpty()) {
                throw new IllegalArgumentException(String.join("\n", faults));
            }
        }

        private int portOrUsual() {
            if (port != null) {
                return port;
            }
            return switch (transport) {
                case UDP -> 514;
                case TCP -> 601;
                case TLS -> 6514;
                case UNIX -> 0;
            };
        }

        private Framing framingOrUsual() {
            if (framing != null) {
                return framing;
            }
            return preset == Preset.PAPERTRAIL ? Framing.NEWLINE : Framing.OCTET;
        }

        private int longest() {
            int chosen =
                    maxMessage != null ? (int) maxMessage.bytes() : transport == Transport.UDP ? 8 << 10 : MESSAGE_MAX;
            return transport == Transport.UDP ? Math.min(DATAGRAM_MAX, chosen) : chosen;
        }
    }

    private final Options options;
    private final Surroundings surroundings;
    private final Receiver receiver;
    private @Nullable Messages messages;
    private volatile @Nullable Call present;
    private volatile boolean closed;

    public SyslogConnector(Options options, Surroundings surroundings) {
        this.options = options;
        this.surroundings = surroundings;
        this.receiver = new Receiver(
                options.transport(),
                options.host(),
                options.portOrUsual(),
                options.framingOrUsual(),
                options.confirm() == Confirm.CLOSE,
                surroundings.network().tls());
    }

    @Override
    public Outcome deliver(List<Entry> entries) throws InterruptedException {
        if (Thread.interrupted() || closed) {
            throw new InterruptedException();
        }
        List<byte[]> framed = entries.stream().map(messages()::of).toList();
        Duration timeout = surroundings.network().timeout();
        try (Call call = Call.begin(surroundings.connection(), timeout)) {
            present = call;
            try (Wire wire = receiver.open(call)) {
                wire.send(framed);
                return Outcome.DELIVERED;
            } catch (IOException e) {
                if (Thread.interrupted() || (closed && !call.isLate())) {
                    var stopped = new InterruptedException("stopped while sending");
                    stopped.initCause(e);
                    throw stopped;
                }
                return Refusals.of(e, receiver, call.isLate() ? timeout : null);
            } finally {
                present = null;
            }
        }
    }

    /** Made with the first delivery: finding the machine's name may take a while. */
    private Messages messages() {
        Messages made = messages;
        if (made == null) {
            String hostname = options.hostname() == null ? thisMachine() : options.hostname();
            var header = new Header(
                    options.facility(), hostname, options.appName(), surroundings.timezone(), options.structuredData());
            made = new Messages(header, options.rfc() == 3164, options.longest());
            messages = made;
        }
        return made;
    }

    private static String thisMachine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "-";
        }
    }

    @Override
    public void close() {
        closed = true;
        Call running = present;
        if (running != null) {
            running.abort();
        }
    }
}

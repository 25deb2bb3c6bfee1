package io.mirrorlog.connector.syslog;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Where a message ends in a stream: RFC 6587, section 3.4. */
public enum Framing {
    /** The number of bytes and a space before each message. */
    OCTET {
        @Override
        void append(ByteArrayOutputStream to, byte[] message) {
            to.writeBytes((message.length + " ").getBytes(StandardCharsets.US_ASCII));
            to.writeBytes(message);
        }
    },
    /** A line's end behind each message, which therefore must hold none. */
    NEWLINE {
        @Override
        void append(ByteArrayOutputStream to, byte[] message) {
            for (byte one : message) {
                to.write(one == '\n' ? ' ' : one);
            }
            to.write('\n');
        }
    };

    abstract void append(ByteArrayOutputStream to, byte[] message);
}

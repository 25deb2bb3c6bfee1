package io.mirrorlog.connector.contract;

import java.io.IOException;

/** What can go wrong between a connector and a HTTP service. */
public enum HttpFault implements Turn {
    /** A reset before anything was read. */
    RESETS_AT_ONCE {
        @Override
        public void play(Wire wire) throws IOException {
            wire.reset();
        }
    },

    /** The call is read, not taken, and never answered: the TCP connection ends. */
    ENDS_WITHOUT_AN_ANSWER {
        @Override
        public void play(Wire wire) throws IOException {
            wire.call();
        }
    },

    /** The service has taken the call; a reset comes in the place of its answer. */
    LOSES_THE_ANSWER {
        @Override
        public void play(Wire wire) throws IOException {
            wire.taken();
            wire.reset();
        }
    },

    /** The service has taken the call; its answer ends within the headers. */
    BREAKS_OFF_IN_THE_HEAD {
        @Override
        public void play(Wire wire) throws IOException {
            String head = Wire.head(wire.taken(), 0);
            wire.send(head.substring(0, head.length() - 6));
        }
    },

    /** The service has taken the call; its answer ends before the length that it promised. */
    BREAKS_OFF_IN_THE_BODY {
        @Override
        public void play(Wire wire) throws IOException {
            HttpAnswer answer = wire.taken();
            wire.send(Wire.head(answer, answer.body().length() + 10_000L) + answer.body());
        }
    },

    /** Another protocol answers. */
    SPEAKS_ANOTHER_PROTOCOL {
        @Override
        public void play(Wire wire) throws IOException {
            wire.call();
            wire.send("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n\u0001\u0002\r\n\r\n");
        }
    },

    /** Nobody reads the call. */
    NEVER_READS {
        @Override
        public void play(Wire wire) throws InterruptedException {
            wire.hold();
        }
    },

    /** The call is read, not taken; the answer never comes, and the TCP connection stays. */
    NEVER_ANSWERS {
        @Override
        public void play(Wire wire) throws IOException, InterruptedException {
            wire.call();
            wire.hold();
        }
    },

    /** The call is read, not taken; the headers of the answer come byte by byte and never end. */
    DRIPS_THE_HEAD {
        @Override
        public void play(Wire wire) throws IOException, InterruptedException {
            wire.call();
            wire.send("HTTP/1.1 200 OK\r\nX-Slow: ");
            drip(wire);
        }
    },

    /** The service has taken the call; the body of its answer comes byte by byte and never ends. */
    DRIPS_THE_BODY {
        @Override
        public void play(Wire wire) throws IOException, InterruptedException {
            wire.send(Wire.head(wire.taken(), 1 << 30));
            drip(wire);
        }
    },

    /** The service has taken the call; the headers of its answer come fast and hardly end. */
    FLOODS_WITH_HEADERS {
        @Override
        public void play(Wire wire) throws IOException {
            wire.taken();
            wire.send("HTTP/1.1 200 OK\r\n");
            flood(wire, "X-Flood: " + "a".repeat(1_000) + "\r\n");
        }
    },

    /** The service has taken the call; the body of its answer comes fast and hardly ends. */
    FLOODS_WITH_BODY {
        @Override
        public void play(Wire wire) throws IOException {
            wire.send(Wire.head(wire.taken(), FLOOD));
            flood(wire, "a".repeat(1 << 14));
        }
    };

    /** So many bytes are sent to a client that reads them all. */
    static final long FLOOD = 64 << 20;

    private static void drip(Wire wire) throws IOException, InterruptedException {
        while (true) {
            wire.send("a");
            wire.pause();
        }
    }

    private static void flood(Wire wire, String piece) throws IOException {
        while (wire.sent() < FLOOD) {
            wire.send(piece);
        }
    }
}

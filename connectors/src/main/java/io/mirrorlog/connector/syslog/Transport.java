package io.mirrorlog.connector.syslog;

/** How messages travel. */
public enum Transport {
    UDP,
    TCP,
    TLS,
    /** A stream socket in the file system; {@code /dev/log} is none on most systems, but takes datagrams. */
    UNIX
}

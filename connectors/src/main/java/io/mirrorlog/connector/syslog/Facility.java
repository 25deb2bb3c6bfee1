package io.mirrorlog.connector.syslog;

/** Which part of a system a message is from, by RFC 5424's table and the names that syslog.conf uses. */
public enum Facility {
    KERN,
    USER,
    MAIL,
    DAEMON,
    AUTH,
    SYSLOG,
    LPR,
    NEWS,
    UUCP,
    CRON,
    AUTHPRIV,
    FTP,
    NTP,
    AUDIT,
    ALERT,
    CLOCK,
    LOCAL0,
    LOCAL1,
    LOCAL2,
    LOCAL3,
    LOCAL4,
    LOCAL5,
    LOCAL6,
    LOCAL7;

    /** RFC 5424, table 1: 0 to 23, the order above. */
    int code() {
        return ordinal();
    }
}

package io.mirrorlog.connector.syslog;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.PlaceholderText;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the text of a message. Pure.
 *
 * @param facility in every message
 * @param hostname the machine's name; {@code -} where RFC 5424 is told that it is not known
 * @param appName the program's, which may differ from entry to entry
 * @param timezone in which times are told
 * @param structuredData whether the event's own fields stand there as well; RFC 5424 alone
 */
record Header(Facility facility, String hostname, PlaceholderText appName, ZoneId timezone, boolean structuredData) {

    private static final int HOSTNAME_MAX = 255;
    private static final int APP_NAME_MAX = 48;
    private static final int MSGID_MAX = 32;
    private static final int TAG_MAX = 32;

    /** Six digits of a second: RFC 5424, section 6.2.3. */
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT);

    /** RFC 3164, section 4.1.2: English months, the day padded with a space. */
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH);

    private static final String NIL = "-";

    /** {@code <PRI>1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA }, the space behind it included. */
    void append5424(StringBuilder to, Entry entry) {
        priority(to, entry).append("1 ");
        MICROSECONDS.formatTo(entry.event().timestamp().atZoneSameInstant(timezone), to);
        to.append(' ').append(name(hostname, HOSTNAME_MAX));
        to.append(' ').append(name(appName(entry), APP_NAME_MAX));
        to.append(" - ").append(msgId(entry.event().type())).append(' ');
        if (structuredData) {
            StructuredData.append(to, entry);
        } else {
            to.append(NIL);
        }
        to.append(' ');
    }

    /** {@code <PRI>Mmm dd hh:mm:ss HOST TAG: }, the space behind it included. */
    void append3164(StringBuilder to, Entry entry) {
        priority(to, entry);
        SECONDS.formatTo(entry.event().timestamp().atZoneSameInstant(timezone), to);
        to.append(' ').append(name(hostname, HOSTNAME_MAX));
        to.append(' ').append(tag(appName(entry))).append(": ");
    }

    private StringBuilder priority(StringBuilder to, Entry entry) {
        return to.append('<')
                .append(8 * facility.code() + code(entry.event().severity()))
                .append('>');
    }

    /** RFC 5424, table 2: critical, error, warning, notice, informational. */
    private static int code(Severity severity) {
        return switch (severity) {
            case CRITICAL -> 2;
            case HIGH -> 3;
            case MEDIUM -> 4;
            case LOW -> 5;
            case INFORMATIONAL -> 6;
        };
    }

    private String appName(Entry entry) {
        return appName.isPlain()
                ? appName.end()
                : appName.filled(placeholder -> placeholder.of(entry, timezone).orElse(""));
    }

    private static String msgId(@Nullable Scalar type) {
        return type == null ? NIL : name(type.text(), MSGID_MAX);
    }

    /** Printable ASCII without spaces, and not too long. */
    static String name(String wanted, int longest) {
        var name = new StringBuilder(Math.min(wanted.length(), longest));
        for (int i = 0; i < wanted.length() && name.length() < longest; i++) {
            char c = wanted.charAt(i);
            name.append(c > ' ' && c < 0x7f ? c : '_');
        }
        return name.isEmpty() ? NIL : name.toString();
    }

    /** Receivers end the tag at the first character that is neither letter nor digit; these few they take as well. */
    private static String tag(String wanted) {
        var tag = new StringBuilder(Math.min(wanted.length(), TAG_MAX));
        for (int i = 0; i < wanted.length() && tag.length() < TAG_MAX; i++) {
            char c = wanted.charAt(i);
            boolean plain = c < 0x7f && (Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.' || c == '/');
            tag.append(plain ? c : '_');
        }
        return tag.isEmpty() ? "mirrorlog" : tag.toString();
    }
}

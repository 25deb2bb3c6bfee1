package io.mirrorlog.agent.format;

import io.mirrorlog.agent.json.Members;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.OffsetDateTime;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code [ts] identifier.LEVEL: message {json} []}, as WP Activity Log's mirrors and {@link MonologFormat} write
 * it; the message is taken as it stands.
 */
final class MonologLine {

    private static final int LONGEST_WORD = 13;

    private MonologLine() {}

    /**
     * Reads the line.
     *
     * @param from where the identifier begins
     * @param shown the time that the line shows
     */
    static MirroredLine parse(String line, int from, OffsetDateTime shown) throws UnreadableLineException {
        int dot = dot(line, from);
        int colon = line.indexOf(':', dot);
        int messageFrom = line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1;
        MonologTail tail = MonologTail.of(line, messageFrom);
        var metadata = new LineMetadata(withExtra(tail));
        var wsal = new WsalMetadata(metadata.metadata());
        String message = message(line, messageFrom, tail.start(), wsal);
        String identifier = line.substring(from, dot);
        Event event = new Event(
                shown.withOffsetSameInstant(metadata.offset(shown.getOffset())),
                metadata.site(identifier),
                severity(line.substring(dot + 1, colon), wsal),
                message,
                metadata.field("id"),
                either(metadata.field("type"), wsal, "Code"),
                either(metadata.field("action"), wsal, "EventType"),
                either(metadata.field("user"), wsal, "Username"),
                wsal.json(),
                metadata.marks());
        return new MirroredLine(event, identifier);
    }

    /** Where the dot before the level stands; the identifier may hold dots and colons, so the word must be a level. */
    private static int dot(String line, int from) throws UnreadableLineException {
        int dot =
                dot(line, from, word -> isUpperCase(word) && Severity.read(word).isPresent());
        if (dot < 0) {
            dot = dot(line, from, word -> Severity.read(word).isPresent());
        }
        if (dot < 0) {
            throw new UnreadableLineException("neither [identifier].[severity]:[ nor identifier.LEVEL:", from + 1);
        }
        return dot;
    }

    private static int dot(String line, int from, Predicate<String> isLevel) {
        for (int dot = line.indexOf('.', from); dot >= 0; dot = line.indexOf('.', dot + 1)) {
            int end = dot + 1;
            while (end < line.length() && end - dot <= LONGEST_WORD && Character.isLetter(line.charAt(end))) {
                end++;
            }
            if (line.startsWith(":", end) && isLevel.test(line.substring(dot + 1, end))) {
                return dot;
            }
        }
        return -1;
    }

    private static boolean isUpperCase(String word) {
        return word.chars().allMatch(c -> c >= 'A' && c <= 'Z');
    }

    private static String withExtra(MonologTail tail) {
        if (tail.extra() == null) {
            return tail.context();
        }
        String name = "extra";
        while (new Members(tail.context()).find(name)) {
            name = "_" + name;
        }
        var merged = new StringBuilder(tail.context());
        merged.setLength(merged.length() - 1);
        OwnKeys.appendComma(merged);
        return merged.append('"')
                .append(name)
                .append("\":")
                .append(tail.extra())
                .append('}')
                .toString();
    }

    private static String message(String line, int from, int tailStart, WsalMetadata wsal)
            throws UnreadableLineException {
        boolean blank = tailStart > from && line.charAt(tailStart - 1) == ' ';
        String message = line.substring(from, blank ? tailStart - 1 : tailStart);
        if (message.isEmpty()) {
            message = wsal.message();
        }
        if (message.isEmpty()) {
            throw new UnreadableLineException("no message", from + 1);
        }
        return message;
    }

    /** WP Activity Log calls both its highest severities ALERT; only the number tells them apart. */
    private static Severity severity(String word, WsalMetadata wsal) {
        Scalar number = wsal.scalar("Severity");
        Severity byWord = Severity.read(word).orElse(Severity.INFORMATIONAL);
        return number == null ? byWord : Severity.read(number.text()).orElse(byWord);
    }

    private static @Nullable Scalar either(@Nullable Scalar ours, WsalMetadata wsal, String name) {
        return ours != null ? ours : wsal.take(name);
    }
}

package io.mirrorlog.agent.format;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Severity;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way back from {@link LineFormat}. */
final class OwnLine {

    private OwnLine() {}

    /**
     * Reads the line.
     *
     * @param from where the identifier's bracket opens
     * @param shown the time that the line shows
     * @return null when the head is not {@code [identifier].[severity]:[}
     * @throws UnreadableLineException when it is, and what follows is broken
     */
    static @Nullable MirroredLine parse(String line, int from, OffsetDateTime shown) throws UnreadableLineException {
        int identifierEnd = line.startsWith("[", from) ? line.indexOf(']', from) : -1;
        if (identifierEnd < 0 || !line.startsWith("].[", identifierEnd)) {
            return null;
        }
        int severityEnd = line.indexOf(']', identifierEnd + 3);
        if (severityEnd < 0 || !line.startsWith("]:[", severityEnd)) {
            return null;
        }
        int messageEnd = line.indexOf("]{", severityEnd + 3);
        if (messageEnd < 0) {
            throw new UnreadableLineException("no ]{ behind the message", line.length() + 1);
        }
        String identifier = LineText.unescape(line, from + 1, identifierEnd);
        Severity severity = severity(line, identifierEnd + 3, severityEnd);
        String message = LineText.unescape(line, severityEnd + 3, messageEnd);
        if (message.isEmpty()) {
            throw new UnreadableLineException("no message", messageEnd + 1);
        }
        var metadata = new LineMetadata(LineJson.object(line, messageEnd + 1, line.length()));
        return new MirroredLine(event(shown, identifier, severity, message, metadata), identifier);
    }

    private static Severity severity(String line, int from, int to) throws UnreadableLineException {
        Optional<Severity> severity = Severity.read(line.substring(from, to));
        return severity.orElseThrow(() -> new UnreadableLineException("no such severity", from + 1));
    }

    private static Event event(
            OffsetDateTime shown, String identifier, Severity severity, String message, LineMetadata metadata) {
        return new Event(
                shown.withOffsetSameInstant(metadata.offset(shown.getOffset())),
                metadata.site(identifier),
                severity,
                message,
                metadata.field("id"),
                metadata.field("type"),
                metadata.field("action"),
                metadata.field("user"),
                metadata.metadata(),
                metadata.marks());
    }
}

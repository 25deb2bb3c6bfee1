package io.mirrorlog.agent.read;

import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.format.Harmless;
import io.mirrorlog.agent.json.Members;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import org.jspecify.annotations.Nullable;

/**
 * Events as CSV (RFC 4180): for spreadsheets, so that no cell is taken for a formula. Pure.
 *
 * <p>A cell that begins with one of {@code = + - @}, a tab or a line break gets an apostrophe before it, which changes it:
 * programs read JSON. What drives a terminal or turns the direction of a text is written {@code \}{@code uXXXX}, and so
 * are line breaks: one event is one line.
 */
public final class EventCsv {

    /** The first line. */
    public static final String HEADER = "timestamp,site,severity,type,action,user,message,id,sequence,metadata\r\n";

    private EventCsv() {}

    /** One line, with its end. */
    public static String line(QueuedEvent queued) {
        Event event = queued.event();
        var shape = new Members(EventJson.write(event));
        var line = new StringBuilder(256);
        line.append(shape.find("timestamp") ? JsonStrings.unquote(shape.value()) : "");
        cell(line.append(','), event.site());
        line.append(',').append(event.severity().name());
        cell(line.append(','), event.type());
        cell(line.append(','), event.action());
        cell(line.append(','), event.user());
        cell(line.append(','), event.message());
        cell(line.append(','), event.id());
        line.append(',').append(queued.sequence());
        cell(line.append(','), shape.find("metadata") ? shape.value() : "");
        return line.append("\r\n").toString();
    }

    private static void cell(StringBuilder to, @Nullable Scalar scalar) {
        cell(to, scalar == null ? "" : scalar.text());
    }

    private static void cell(StringBuilder to, String text) {
        boolean formula = !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0;
        String safe = (formula ? "'" : "") + Harmless.of(text);
        boolean quoted = safe.indexOf(',') >= 0 || safe.indexOf('"') >= 0;
        to.append(quoted ? "\"" : "").append(safe.replace("\"", "\"\"")).append(quoted ? "\"" : "");
    }
}

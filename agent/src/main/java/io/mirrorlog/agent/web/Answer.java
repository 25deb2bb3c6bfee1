package io.mirrorlog.agent.web;

import io.mirrorlog.connector.JsonStrings;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint answers.
 *
 * @param stream what follows the head in the place of a body, for as long as somebody listens
 */
@SuppressWarnings("ArrayRecordComponent") // a body is written once and compared never
public record Answer(
        int status,
        String contentType,
        byte[] body,
        Map<String, String> headers,
        @Nullable Stream stream) {

    public Answer {
        headers = Map.copyOf(headers);
    }

    /** An answer that is whole. */
    public Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
        this(status, contentType, body, headers, null);
    }

    /** An answer that goes on. */
    public static Answer streaming(String contentType, Stream stream) {
        return new Answer(200, contentType, new byte[0], Map.of(), stream);
    }

    public static Answer json(int status, String json) {
        return text(status, "application/json; charset=utf-8", json);
    }

    public static Answer text(int status, String contentType, String text) {
        return new Answer(status, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    public static Answer empty(int status) {
        return new Answer(status, "", new byte[0], Map.of());
    }

    /** A problem as RFC 9457 wants it. */
    public static Answer problem(int status, String title, String detail) {
        return problem(status, title, detail, "");
    }

    /** @param members more members of the problem object, each with its leading comma */
    public static Answer problem(int status, String title, String detail, String members) {
        var json = new StringBuilder(128 + members.length());
        json.append("{\"type\":\"about:blank\",\"title\":");
        JsonStrings.appendQuoted(json, title);
        json.append(",\"status\":").append(status).append(",\"detail\":");
        JsonStrings.appendQuoted(json, detail);
        json.append(members).append('}');
        return text(status, "application/problem+json", json.toString());
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Answer(status, contentType, body, more, stream);
    }
}

package io.mirrorlog.agent.intake;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Takes request bodies apart into events, by one pass of a streaming parser that refuses what is ambiguous. */
final class JsonBodies {

    /**
     * What stands in one event's place.
     *
     * @param object the event; absent when something else stands there
     * @param problem what is wrong, where the event is absent
     * @param received the bytes as they came, where the event is absent
     */
    record Found(@Nullable RawObject object, String problem, String received) {

        static Found event(RawObject object) {
            return new Found(object, "", "");
        }

        static Found nothing(String problem, String received) {
            return new Found(null, problem, received);
        }
    }

    /**
     * Deeper than an event may be, so that one event that is too deep can be refused alone; bounded, so that a body of
     * brackets costs no memory. Doubled keys are refused: readers disagree on which of the two counts.
     */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1_000)
                    .maxNumberLength(10_000)
                    .maxStringLength(IntakeLimits.EVENT_BYTES)
                    .maxNameLength(50_000)
                    .build())
            .build();

    private JsonBodies() {}

    /**
     * One object, or one array of objects.
     *
     * @throws Refusal when the body is not well formed: then nothing of it is taken, since nobody knows what it meant
     */
    static List<Found> readDocument(byte[] body) throws Refusal {
        int invalid = firstInvalidUtf8(body, 0, body.length);
        if (invalid >= 0) {
            throw new Refusal(400, "the body is not UTF-8 at byte " + invalid);
        }
        List<Found> found = new ArrayList<>();
        try (JsonParser parser = parser(body, 0, body.length)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new Refusal(400, "the body is empty; send one JSON object, an array of them, or NDJSON");
            }
            if (first == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    add(found, next(parser, body));
                }
            } else {
                found.add(next(parser, body));
            }
            if (parser.nextToken() != null) {
                throw new Refusal(
                        400,
                        "something follows the JSON value at byte " + tokenStart(parser)
                                + "; send several events as an array, or with Content-Type: application/x-ndjson");
            }
        } catch (JacksonException e) {
            throw new Refusal(400, described(e));
        }
        return found;
    }

    /** One object a line; blank lines are passed over. A line that is not well formed spoils no other. */
    static List<Found> readLines(byte[] body) throws Refusal {
        List<Found> found = new ArrayList<>();
        int start = 0;
        while (start < body.length) {
            int end = start;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            if (!isBlank(body, start, end)) {
                add(found, readLine(body, start, end));
            }
            start = end + 1;
        }
        if (found.isEmpty()) {
            throw new Refusal(400, "the body is empty; send one JSON object a line");
        }
        return found;
    }

    /** The object that stands in a part of a body that is known to be well formed. */
    static RawObject objectIn(byte[] body, int from, int to) {
        byte[] part = Arrays.copyOfRange(body, from, to);
        try (JsonParser parser = parser(part, 0, part.length)) {
            parser.nextToken();
            return RawObject.read(parser, part);
        }
    }

    private static Found readLine(byte[] body, int start, int end) {
        byte[] line = Arrays.copyOfRange(body, start, end);
        int invalid = firstInvalidUtf8(line, 0, line.length);
        if (invalid >= 0) {
            return Found.nothing("not UTF-8 at byte " + invalid + " of the line", printable(line));
        }
        try (JsonParser parser = parser(line, 0, line.length)) {
            parser.nextToken();
            Found found = next(parser, line);
            if (parser.nextToken() != null) {
                return Found.nothing("something follows the object at byte " + tokenStart(parser), printable(line));
            }
            return found;
        } catch (JacksonException e) {
            return Found.nothing(described(e), printable(line));
        }
    }

    private static Found next(JsonParser parser, byte[] body) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return Found.event(RawObject.read(parser, body));
        }
        int start = tokenStart(parser);
        if (token.isStructStart()) {
            parser.skipChildren();
        } else {
            parser.finishToken();
        }
        int end = (int) parser.currentLocation().getByteOffset();
        String received = new String(body, start, end - start, StandardCharsets.UTF_8);
        return Found.nothing("an event is a JSON object", received);
    }

    private static void add(List<Found> found, Found next) throws Refusal {
        if (found.size() == IntakeLimits.EVENTS) {
            throw new Refusal(413, "more than " + IntakeLimits.EVENTS + " events in one request");
        }
        found.add(next);
    }

    private static JsonParser parser(byte[] body, int from, int length) {
        return JSON.createParser(ObjectReadContext.empty(), body, from, length);
    }

    private static int tokenStart(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** The parser's words without the piece of the source that it likes to quote: that may be anything. */
    private static String described(JacksonException e) {
        String words = String.valueOf(e.getOriginalMessage());
        int sourceQuoted = words.indexOf(" (for");
        String where =
                e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
        return "broken JSON" + where + ": " + (sourceQuoted < 0 ? words : words.substring(0, sourceQuoted));
    }

    private static boolean isBlank(byte[] body, int start, int end) {
        for (int i = start; i < end; i++) {
            if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private static String printable(byte[] line) {
        return new String(line, StandardCharsets.UTF_8); // what is not UTF-8 shows as U+FFFD
    }

    /** The parser skips strings without a close look, so the look is taken here. */
    static int firstInvalidUtf8(byte[] body, int from, int to) {
        int i = from;
        while (i < to && body[i] >= 0) {
            i++;
        }
        if (i == to) {
            return -1;
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(body, i, to - i);
        CharBuffer out = CharBuffer.allocate(4096);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isError()) {
                return in.position() - from;
            }
            if (result.isUnderflow()) {
                return -1;
            }
            out.clear();
        }
    }
}

package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.intake.JsonScanner.BrokenJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes request bodies apart into events. */
final class JsonBodies {

    /**
     * What stands in one event's place.
     *
     * @param object the event; absent when something else stands there
     * @param problem what is wrong, where the event is absent
     * @param received the text as it came, where the event is absent
     */
    record Found(@Nullable RawObject object, String problem, String received) {

        static Found event(RawObject object) {
            return new Found(object, "", "");
        }

        static Found nothing(String problem, byte[] body, int from, int to) {
            return new Found(null, problem, new String(body, from, to - from, UTF_8)); // what is not UTF-8: U+FFFD
        }
    }

    private JsonBodies() {}

    /**
     * One object, or one array of objects.
     *
     * @throws Refusal when the body is not well formed: then nothing of it is taken, since nobody knows what it meant
     */
    static List<Found> readDocument(byte[] body) throws Refusal {
        List<Found> found = new ArrayList<>();
        var scanner = new JsonScanner(body, behindByteOrderMark(body), body.length);
        try {
            int first = scanner.peek();
            if (first < 0) {
                throw new Refusal(400, "the body is empty; send one JSON object, an array of them, or NDJSON");
            }
            if (first == '[') {
                scanner.open();
                while (scanner.more(']')) {
                    add(found, next(scanner, body));
                }
            } else {
                found.add(next(scanner, body));
            }
            if (scanner.peek() >= 0) {
                throw new Refusal(
                        400,
                        "something follows the JSON value at byte " + scanner.at()
                                + "; send several events as an array, or with Content-Type: application/x-ndjson");
            }
        } catch (BrokenJson e) {
            throw new Refusal(400, "broken JSON at byte " + e.at() + ": " + e.problem());
        }
        if (found.isEmpty()) {
            throw new Refusal(400, "the array is empty");
        }
        return found;
    }

    /** One object a line; blank lines are passed over. A line that is not well formed spoils no other. */
    static List<Found> readLines(byte[] body) throws Refusal {
        List<Found> found = new ArrayList<>();
        int start = behindByteOrderMark(body);
        while (start < body.length) {
            int end = start;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            var scanner = new JsonScanner(body, start, end);
            if (scanner.peek() >= 0) {
                add(found, readLine(scanner, body, start, end));
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
        var scanner = new JsonScanner(body, from, to);
        try {
            return RawObject.read(scanner, body);
        } catch (BrokenJson e) {
            throw new IllegalArgumentException("no object from byte " + from + " to " + to, e);
        }
    }

    private static Found readLine(JsonScanner scanner, byte[] body, int start, int end) {
        try {
            Found found = next(scanner, body);
            if (scanner.peek() < 0) {
                return found;
            }
            int surplus = scanner.at() - start;
            return Found.nothing("something follows the object at byte " + surplus + " of the line", body, start, end);
        } catch (BrokenJson e) {
            String problem = "broken JSON at byte " + (e.at() - start) + " of the line: " + e.problem();
            return Found.nothing(problem, body, start, end);
        }
    }

    private static Found next(JsonScanner scanner, byte[] body) throws BrokenJson {
        if (scanner.peek() == '{') {
            return Found.event(RawObject.read(scanner, body));
        }
        scanner.value();
        return Found.nothing("an event is a JSON object", body, scanner.valueStart(), scanner.at());
    }

    private static void add(List<Found> found, Found next) throws Refusal {
        if (found.size() == IntakeLimits.EVENTS) {
            throw new Refusal(413, "more than " + IntakeLimits.EVENTS + " events in one request");
        }
        found.add(next);
    }

    /** Some editors put one before everything; it says nothing. */
    private static int behindByteOrderMark(byte[] body) {
        boolean marked = body.length >= 3 && body[0] == (byte) 0xef && body[1] == (byte) 0xbb && body[2] == (byte) 0xbf;
        return marked ? 3 : 0;
    }
}

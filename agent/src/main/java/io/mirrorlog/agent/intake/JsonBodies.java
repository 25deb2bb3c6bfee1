package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.json.JsonScanner;
import io.mirrorlog.agent.json.JsonScanner.BrokenJson;
import io.mirrorlog.agent.json.RawObject;
import org.jspecify.annotations.Nullable;

/** Takes a request's body apart into events, one at a time, so that no more than one is in memory as its fields. */
final class JsonBodies {

    /** Gets what stands in each event's place, in order. */
    interface Places {

        void event(RawObject object);

        /**
         * No object stands there.
         *
         * @param received the text as it came
         */
        void nothing(String problem, String received);
    }

    private final byte[] body;
    private final JsonScanner scanner;
    private final Places places;
    private int count;

    private JsonBodies(byte[] body, Places places) {
        this.body = body;
        this.scanner = new JsonScanner(body, behindByteOrderMark(body), body.length);
        this.places = places;
    }

    /**
     * One object, or one array of objects.
     *
     * @throws Refusal when the body is not well formed: then nothing of it may be taken, also of what the places got,
     *     since nobody knows what it meant
     */
    static void readDocument(byte[] body, Places places) throws Refusal {
        new JsonBodies(body, places).document();
    }

    /** One object a line; blank lines are passed over. A line that is not well formed spoils no other. */
    static void readLines(byte[] body, Places places) throws Refusal {
        new JsonBodies(body, places).lines();
    }

    private void document() throws Refusal {
        try {
            int first = scanner.peek();
            if (first < 0) {
                throw new Refusal(400, "the body is empty; send one JSON object, an array of them, or NDJSON");
            }
            if (first == '[') {
                scanner.open();
                while (scanner.more(']')) {
                    place();
                }
            } else {
                place();
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
        if (count == 0) {
            throw new Refusal(400, "the array is empty");
        }
    }

    private void place() throws BrokenJson, Refusal {
        countOne();
        tell(next());
    }

    private void lines() throws Refusal {
        int start = scanner.at();
        while (start < body.length) {
            int end = start;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            scanner.moveTo(start, end);
            if (scanner.peek() >= 0) {
                countOne();
                line(start, end);
            }
            start = end + 1;
        }
        if (count == 0) {
            throw new Refusal(400, "the body is empty; send one JSON object a line");
        }
    }

    private void line(int start, int end) {
        try {
            RawObject object = next();
            int behind = scanner.at();
            if (scanner.peek() < 0) {
                scanner.moveTo(behind, end);
                tell(object);
            } else {
                int surplus = scanner.at() - start;
                places.nothing("something follows the object at byte " + surplus + " of the line", text(start, end));
            }
        } catch (BrokenJson e) {
            String problem = "broken JSON at byte " + (e.at() - start) + " of the line: " + e.problem();
            places.nothing(problem, text(start, end));
        }
    }

    /** Reads one value; null when it is no object. */
    private @Nullable RawObject next() throws BrokenJson {
        if (scanner.peek() == '{') {
            return RawObject.read(scanner, body);
        }
        scanner.value();
        return null;
    }

    /** @param object what {@link #next} has just returned */
    private void tell(@Nullable RawObject object) {
        if (object != null) {
            places.event(object);
        } else {
            places.nothing("an event is a JSON object", text(scanner.valueStart(), scanner.at()));
        }
    }

    /** What is not UTF-8 becomes U+FFFD. */
    private String text(int from, int to) {
        return new String(body, from, to - from, UTF_8);
    }

    private void countOne() throws Refusal {
        if (++count > IntakeLimits.EVENTS) {
            throw new Refusal(413, "more than " + IntakeLimits.EVENTS + " events in one request");
        }
    }

    /** Some editors put one before everything; it says nothing. */
    private static int behindByteOrderMark(byte[] body) {
        boolean marked = body.length >= 3 && body[0] == (byte) 0xef && body[1] == (byte) 0xbb && body[2] == (byte) 0xbf;
        return marked ? 3 : 0;
    }
}

package io.mirrorlog.agent.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.json.CompactJson;
import io.mirrorlog.agent.json.JsonScanner;
import io.mirrorlog.agent.json.JsonScanner.BrokenJson;

/** The JSON object that stands in a part of a line. */
final class LineJson {

    private LineJson() {}

    /**
     * The object in the form in which events are kept.
     *
     * @throws UnreadableLineException when the part is not one object and nothing else
     */
    static String object(String line, int from, int to) throws UnreadableLineException {
        String json = line.substring(from, to);
        int fault = fault(json);
        if (fault >= 0) {
            throw new UnreadableLineException("broken JSON", from + fault + 1);
        }
        return CompactJson.of(json, JsonScanner.DEEPEST);
    }

    /** True when the part is one object and nothing else. */
    static boolean isObject(String line, int from, int to) {
        return fault(line.substring(from, to)) < 0;
    }

    /** Where the text ceases to be one object, in UTF-16 units; negative when it is one. */
    private static int fault(String json) {
        if (!json.startsWith("{")) {
            return 0;
        }
        byte[] utf8 = json.getBytes(UTF_8); // a lone surrogate is checked as the question mark that it becomes
        var scanner = JsonScanner.withoutNames(utf8, 0, utf8.length);
        int end;
        try {
            scanner.value();
            end = scanner.at();
        } catch (BrokenJson e) {
            return units(utf8, e.at());
        }
        return end == utf8.length ? -1 : units(utf8, end);
    }

    private static int units(byte[] utf8, int to) {
        return new String(utf8, 0, to, UTF_8).length();
    }
}

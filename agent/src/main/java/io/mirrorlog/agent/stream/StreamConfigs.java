package io.mirrorlog.agent.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.json.CompactJson;
import io.mirrorlog.agent.json.Items;
import io.mirrorlog.agent.json.JsonScanner;
import io.mirrorlog.agent.json.JsonScanner.BrokenJson;
import io.mirrorlog.agent.json.Members;
import io.mirrorlog.connector.JsonStrings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a wiki's own configuration of its streams, written as JSON: {@code $wgEventStreams}, by name or as a list, or what
 * {@code api.php?action=streamconfigs} answers.
 *
 * <p>Of each stream its {@code schema_title} and its {@code sample} are taken. A sample by another unit than pageview and
 * session is left to whoever sends the events, as its id does not come along.
 */
public final class StreamConfigs {

    private static final int DEPTH_MAX = 64;

    private final Map<String, StreamOptions> streams = new LinkedHashMap<>();

    private StreamConfigs() {}

    /** @throws IllegalArgumentException saying what is wrong with it */
    public static Map<String, StreamOptions> read(byte[] utf8) {
        var configs = new StreamConfigs();
        configs.all(compact(utf8));
        return configs.streams;
    }

    private static String compact(byte[] utf8) {
        try {
            var scanner = new JsonScanner(utf8, 0, utf8.length);
            scanner.value();
            int end = scanner.at();
            if (scanner.peek() >= 0) {
                throw new IllegalArgumentException("something follows the JSON value at byte " + scanner.at());
            }
            return CompactJson.of(new String(utf8, 0, end, UTF_8).strip(), DEPTH_MAX);
        } catch (BrokenJson e) {
            throw new IllegalArgumentException("broken JSON at byte " + e.at() + ": " + e.problem(), e);
        }
    }

    private void all(String json) {
        if (json.charAt(0) == '[') {
            for (var items = new Items(json); items.next(); ) {
                listed(items.value());
            }
        } else if (json.charAt(0) == '{') {
            String error = member(json, "error");
            String code = error == null || error.charAt(0) != '{' ? null : member(error, "code");
            if (code != null) {
                throw new IllegalArgumentException(
                        "is no configuration of streams, but the wiki's answer that it gives none: " + code);
            }
            String answer = member(json, "streams");
            named(answer != null && answer.charAt(0) == '{' ? answer : json);
        } else {
            throw new IllegalArgumentException("is no configuration of streams: neither an object nor a list");
        }
    }

    private void named(String json) {
        each(json, this::one);
    }

    /** MediaWiki's older form: a list whose items have their names in them. */
    private void listed(String json) {
        String name = json.charAt(0) == '{' ? member(json, "stream") : null;
        if (name == null || name.charAt(0) != '"') {
            throw new IllegalArgumentException("is no configuration of streams: an item of the list has no stream");
        }
        one(JsonStrings.unquote(name), json);
    }

    private void one(String name, String json) {
        if (json.charAt(0) == '[' && json.length() == 2) {
            streams.put(name, StreamOptions.NONE); // PHP writes an empty array so
            return;
        }
        if (json.charAt(0) != '{') {
            throw new IllegalArgumentException(name + ": is no object of settings");
        }
        try {
            var unused = StreamKey.of(name);
            String title = member(json, "schema_title");
            String text = title != null && title.charAt(0) == '"' ? JsonStrings.unquote(title) : null;
            streams.put(name, StreamOptions.of(text, sample(json)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable SampleOptions sample(String json) {
        String sample = member(json, "sample");
        String unit = sample == null || sample.charAt(0) != '{' ? null : member(sample, "unit");
        String rate = unit == null ? null : member(String.valueOf(sample), "rate");
        if (rate == null) {
            return null;
        }
        SampleOptions.Unit known = switch (String.valueOf(unit)) {
            case "\"pageview\"" -> SampleOptions.Unit.PAGEVIEW;
            case "\"session\"" -> SampleOptions.Unit.SESSION;
            default -> null;
        };
        String share = rate.charAt(0) == '"' ? JsonStrings.unquote(rate) : rate;
        try {
            return known == null ? null : new SampleOptions(known, SampleRate.parse(share), null);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("sample.rate: " + e.getMessage(), e);
        }
    }

    private static @Nullable String member(String object, String name) {
        var members = new Members(object);
        return members.find(name) ? members.value() : null;
    }

    private static void each(String object, BiConsumer<String, String> taker) {
        for (var members = new Members(object); members.next(); ) {
            taker.accept(members.name(), members.value());
        }
    }
}

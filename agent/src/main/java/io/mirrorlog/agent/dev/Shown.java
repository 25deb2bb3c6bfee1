package io.mirrorlog.agent.dev;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.format.Format;
import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.agent.format.Harmless;
import io.mirrorlog.agent.intake.Tried;
import io.mirrorlog.agent.json.CompactJson;
import io.mirrorlog.agent.json.JsonScanner;
import io.mirrorlog.agent.web.JsonText;
import io.mirrorlog.connector.Event;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Something that came, as it is shown to people and programs.
 *
 * @param number counts from 1
 * @param time when it came
 */
record Shown(long number, Instant time, Tried tried) {

    private static final Format LINE = Formats.named("line", ZoneOffset.UTC);

    /** They separate words where all of a message stands in one line. */
    private static final Pattern BREAKS = Pattern.compile("[\\r\\n\\t]+");

    /** Longer lines are cut where people look at them. */
    private static final int LINE_MAX = 64 << 10;

    /** How it is filtered by: the stream, else the shape. */
    String topic() {
        return tried.stream().isEmpty() ? tried.shape() : tried.stream();
    }

    String fate() {
        return tried.fate().name().toLowerCase(Locale.ROOT);
    }

    boolean isObject() {
        return !tried.shape().isEmpty();
    }

    /** What the mirrored line would be; empty when there would be none. */
    String line() {
        Event event = tried.event();
        return event == null ? "" : LINE.render(event, event.site(), 0);
    }

    /** For the page: laid out, nothing left to be done but to show it. */
    byte[] forPage() {
        String laidOut =
                isObject() ? PrettyJson.of(tried.received(), Palette.NONE, "") : Printout.safe(tried.received());
        String line = line();
        Event event = tried.event();
        List<String> problems = tried.problems().stream().map(Harmless::of).toList();
        var json = begun(problems)
                .key("topic")
                .text(Harmless.of(topic()))
                .key("text")
                .text(laidOut);
        json.key("message")
                .text(
                        event == null
                                ? ""
                                : Harmless.of(BREAKS.matcher(event.message()).replaceAll(" ")));
        json.key("line").text(line.length() > LINE_MAX ? line.substring(0, LINE_MAX) + "…" : line);
        return json.close().toString().getBytes(UTF_8);
    }

    /** For programs: the event as itself, where it is whole. */
    String forTools() {
        var json = begun(tried.problems());
        byte[] received = tried.received().getBytes(UTF_8);
        if (isObject() && tried.received().length() < Tried.RECEIVED_MAX) {
            json.key("event").raw(CompactJson.of(received, 0, received.length, JsonScanner.DEEPEST));
        } else {
            json.key("received").text(tried.received());
        }
        String line = line();
        return (line.isEmpty() ? json : json.key("line").text(line)).close().toString();
    }

    private JsonText begun(List<String> problems) {
        var json =
                new JsonText().open().key("number").number(number).key("time").time(time);
        json.key("fate").text(fate()).key("shape").text(tried.shape());
        return json.key("stream").text(tried.stream()).key("problems").texts(problems);
    }
}

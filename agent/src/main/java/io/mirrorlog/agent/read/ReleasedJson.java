package io.mirrorlog.agent.read;

import io.mirrorlog.agent.queue.Released;
import io.mirrorlog.agent.web.JsonText;
import org.jspecify.annotations.Nullable;

/** A range that was given up as other programs read it. Pure. */
public final class ReleasedJson {

    private ReleasedJson() {}

    public static String of(Released range) {
        return of(range, range.problem());
    }

    /** @param problem why its file cannot be read; absent while all is well */
    public static String of(Released range, @Nullable String problem) {
        var json = new JsonText().open();
        json.key("connection").text(range.connection());
        json.key("first").number(range.first()).key("last").number(range.last());
        json.key("events").number(range.events()).key("left").number(range.left());
        json.key("since").time(range.since()).key("until").time(range.until());
        json.key("released").time(range.at()).key("reason").text(range.reason());
        json.key("file").text("released/" + range.file());
        json.key("state").text(range.offered() ? "offered" : "waiting");
        return json.key("problem").text(problem).close().toString();
    }
}

package io.mirrorlog.agent.read;

import io.mirrorlog.agent.queue.Replay;
import io.mirrorlog.agent.web.JsonText;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A replay as other programs read it. Pure. */
public final class ReplayJson {

    private ReplayJson() {}

    /** Appends an object, or {@code null}. */
    public static void append(JsonText json, @Nullable Replay replay) {
        if (replay == null) {
            json.text(null);
            return;
        }
        json.open().key("state").text(replay.state().name().toLowerCase(Locale.ROOT));
        json.key("since")
                .time(replay.wish().since())
                .key("until")
                .time(replay.wish().until());
        json.key("only").open();
        new TreeMap<>(replay.wish().only())
                .forEach((name, wish) -> json.key(name).text(wish));
        json.close();
        json.key("first").number(replay.first()).key("last").number(replay.last());
        json.key("position").number(replay.position()).key("sent").number(replay.sent());
        json.key("missing").number(replay.missing());
        json.key("asked").time(replay.at()).key("ended").time(replay.ended()).close();
    }
}

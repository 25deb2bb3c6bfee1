package io.mirrorlog.agent.admin;

import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.queue.OwnEvent.Kind;
import io.mirrorlog.agent.queue.Replay;
import io.mirrorlog.agent.read.EventFilter;
import io.mirrorlog.agent.read.ReplayJson;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.JsonText;
import io.mirrorlog.agent.web.Request;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /v1/connections/NAME/replay} and {@code …/replay/cancel}: retained events are sent once more. */
public final class ReplayChanges {

    private static final Logger LOG = LoggerFactory.getLogger("mirrorlog");

    private static final int NAME = 2;
    private static final Set<String> ONLY = Set.of("site", "severity", "type", "user");

    private final EventQueue queue;
    private final Runnable wake;
    private final AdminActs acts;
    private final InstantSource clock;

    /** @param wake tells the lanes that something is to be delivered */
    public ReplayChanges(EventQueue queue, Runnable wake, AdminActs acts, InstantSource clock) {
        this.queue = queue;
        this.wake = wake;
        this.acts = acts;
        this.clock = clock;
    }

    /**
     * Takes {@code {"since","until","only":{"site","severity","type","user"}}}, all of which may be absent. With {@code
     * "dry_run":true} it only counts: {@code {"connection","events","next"}}; {@code next}, unless null, is the {@code
     * "after"} to count on with.
     */
    public Function<Request, Answer> replay() {
        return Change.guarded(request -> {
            String name = request.part(NAME);
            ChangeBody body = ChangeBody.read(request.body(), "since", "until", "only", "dry_run", "after");
            Replay.Wish wish = wish(body);
            if (body.flag("dry_run")) {
                return counted(name, queue.countReplay(name, wish, body.number("after")));
            }
            Replay begun = queue.replay(name, wish);
            wake.run();
            LOG.info(
                    "{}: retained events from {} to {} are sent again, as an admin wishes",
                    name,
                    begun.first(),
                    begun.last());
            String sentence = name + ": retained events are sent again, as an admin wishes";
            acts.tell(
                    request,
                    OwnEvent.of(Kind.REPLAY_BEGUN, name, sentence)
                            .with("first_sequence", begun.first())
                            .with("last_sequence", begun.last()));
            return told(name, begun);
        });
    }

    private Replay.Wish wish(ChangeBody body) {
        Map<String, String> times = new HashMap<>();
        for (String key : Set.of("since", "until")) {
            String time = body.optionalText(key);
            if (time != null) {
                times.put(key, time);
            }
        }
        Map<String, String> only = body.texts("only");
        if (!ONLY.containsAll(only.keySet())) {
            throw new IllegalArgumentException("only: may have site, severity, type and user, nothing else");
        }
        return new Replay.Wish(
                EventFilter.time(times, "since", clock.instant()),
                EventFilter.time(times, "until", clock.instant()),
                only);
    }

    /** Ends the one that runs. */
    public Function<Request, Answer> cancel() {
        return Change.guarded(request -> {
            String name = request.part(NAME);
            ChangeBody.read(request.body());
            if (!queue.cancelReplay(name)) {
                return Answer.problem(409, "Conflict", "no replay of " + name + " runs");
            }
            LOG.info("{}: its replay was cancelled, as an admin wishes", name);
            acts.tell(
                    request,
                    OwnEvent.of(Kind.REPLAY_CANCELLED, name, name + ": its replay was cancelled, as an admin wishes"));
            Replay cancelled = queue.replayOf(name);
            return cancelled == null
                    ? Answer.problem(409, "Conflict", "no replay of " + name + " runs")
                    : told(name, cancelled);
        });
    }

    private static Answer told(String name, Replay replay) {
        var json = new JsonText().open().key("connection").text(name).key("replay");
        ReplayJson.append(json, replay);
        return Answer.json(200, json.close().toString());
    }

    private static Answer counted(String name, Replay.Count count) {
        var json = new JsonText().open().key("connection").text(name);
        json.key("events").number(count.events()).key("next");
        return Answer.json(
                200,
                json.raw(count.next() == 0 ? "null" : Long.toString(count.next()))
                        .close()
                        .toString());
    }
}

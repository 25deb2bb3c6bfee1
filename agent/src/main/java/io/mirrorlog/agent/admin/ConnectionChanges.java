package io.mirrorlog.agent.admin;

import io.mirrorlog.agent.config.Names;
import io.mirrorlog.agent.queue.ConnectionConflictException;
import io.mirrorlog.agent.queue.Delay;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.queue.OwnEvent.Kind;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.JsonText;
import io.mirrorlog.agent.web.Request;
import io.mirrorlog.connector.Counted;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /v1/connections/NAME/…}: what an admin does with one connection. Each tells its name and what was done. */
public final class ConnectionChanges {

    private static final Logger LOG = LoggerFactory.getLogger("mirrorlog");

    private static final int NAME = 2;
    private static final int REASON_MAX = 500;
    private static final String USUAL_REASON = "an admin paused it";

    private final EventQueue queue;
    private final Predicate<String> runs;
    private final Consumer<String> rouse;
    private final AdminActs acts;
    private final InstantSource clock;

    /**
     * @param runs whether a lane delivers to the connection of that name; the last delivery of one that was taken out of
     *     the configuration may take a while
     * @param rouse lets a lane look again at once, whatever it waits for
     * @param acts is told what was done
     */
    public ConnectionChanges(
            EventQueue queue, Predicate<String> runs, Consumer<String> rouse, AdminActs acts, InstantSource clock) {
        this.queue = queue;
        this.runs = runs;
        this.rouse = rouse;
        this.acts = acts;
        this.clock = clock;
    }

    /** Lets it wait until {@link #resume}, also across restarts. Takes {@code {"reason"}}, or nothing. */
    public Function<Request, Answer> pause() {
        return Change.guarded(request -> {
            String name = request.part(NAME);
            String reason = reason(ChangeBody.read(request.body(), "reason").optionalText("reason"));
            queue.pause(name, reason);
            rouse.accept(name); // so that it ends a rest, and is seen to wait for nothing but the admin
            LOG.warn("{}: paused: {}; events wait in the queue until an admin resumes it", name, reason);
            acts.tell(
                    request,
                    OwnEvent.of(
                                    Kind.CONNECTION_PAUSED,
                                    name,
                                    name + ": paused by an admin, events wait in the queue: " + reason)
                            .with("state", "paused")
                            .with("reason", reason));
            return done(name, "paused");
        });
    }

    /** Ends its pause. */
    public Function<Request, Answer> resume() {
        return Change.guarded(request -> {
            String name = request.part(NAME);
            ChangeBody.read(request.body());
            Standing.Pause pause = queue.standing(name).pause();
            Delay delay = pause == null ? null : Delay.of(queue, name, clock.instant());
            queue.resume(name);
            rouse.accept(name);
            LOG.info("{}: resumed", name);
            if (pause != null) {
                acts.tell(request, resumed(name, pause, delay));
            }
            return done(name, "resumed");
        });
    }

    private static OwnEvent resumed(String name, Standing.Pause pause, @Nullable Delay delay) {
        String late = delay == null ? "nothing is late" : Counted.of(delay.events(), "event", "is late", "are late");
        OwnEvent event = OwnEvent.of(Kind.CONNECTION_RESUMED, name, name + ": resumed by an admin, " + late)
                .with("before", "paused")
                .with("since", pause.since())
                .with("reason", pause.reason());
        return delay == null ? event : delay.toldIn(event);
    }

    /** Ends its rest after a failure. */
    public Function<Request, Answer> retry() {
        return Change.guarded(request -> {
            String name = request.part(NAME);
            ChangeBody.read(request.body());
            if (queue.isPaused(name)) {
                return Answer.problem(409, "Conflict", name + " is paused; resume it");
            }
            if (!runs.test(name)) {
                return Answer.problem(409, "Conflict", name + " is not configured, so nothing runs for it");
            }
            rouse.accept(name);
            return done(name, "roused");
        });
    }

    /** Gives it the name {@code {"to"}}, with its position and all else that is its own. */
    public Function<Request, Answer> rename() {
        return Change.guarded(request -> {
            String name = request.part(NAME);
            String to = ChangeBody.read(request.body(), "to").text("to");
            if (!Names.isConnection(to)) {
                throw new IllegalArgumentException("to: must be " + Names.CONNECTION_FORM);
            }
            requireEnded(name);
            queue.rename(name, to);
            LOG.info("{}: is named {} now", name, to);
            acts.tell(request, OwnEvent.renamed(name, to));
            return done(to, "renamed");
        });
    }

    /** Forgets one that was taken out of the configuration. */
    public Function<Request, Answer> forget() {
        return Change.guarded(request -> {
            String name = request.part(NAME);
            ChangeBody.read(request.body());
            requireEnded(name);
            queue.forget(name);
            LOG.info("{}: is forgotten; a connection of that name begins anew", name);
            acts.tell(request, OwnEvent.forgotten(name));
            return done(name, "forgotten");
        });
    }

    /** Its lane would settle what the queue does not know any more. */
    private void requireEnded(String name) {
        if (runs.test(name)) {
            throw ConnectionConflictException.running(name);
        }
    }

    private static String reason(@Nullable String given) {
        if (given == null || given.isBlank()) {
            return USUAL_REASON;
        }
        if (given.length() > REASON_MAX) {
            throw new IllegalArgumentException("reason: may have " + REASON_MAX + " characters");
        }
        return given;
    }

    private static Answer done(String name, String what) {
        return Answer.json(
                200,
                new JsonText()
                        .open()
                        .key("connection")
                        .text(name)
                        .key("done")
                        .text(what)
                        .close()
                        .toString());
    }
}

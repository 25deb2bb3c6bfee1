package io.mirrorlog.agent.admin;

import io.mirrorlog.agent.delivery.TestEvent;
import io.mirrorlog.agent.queue.ConnectionConflictException;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.JsonText;
import io.mirrorlog.agent.web.Request;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Outcome;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/connections/NAME/test}: one marked event goes straight to the destination, past the queue, and what that
 * said is told: {@code {"connection","delivered","said"}}.
 */
public final class ConnectionTests {

    private static final int NAME = 2;

    private final EventQueue queue;
    private final BiFunction<String, Event, Optional<CompletableFuture<Outcome>>> lanes;
    private final String site;
    private final InstantSource clock;

    /**
     * @param lanes lets the lane of that connection offer the event; empty when it has none
     * @param site the agent's own
     */
    public ConnectionTests(
            EventQueue queue,
            BiFunction<String, Event, Optional<CompletableFuture<Outcome>>> lanes,
            String site,
            InstantSource clock) {
        this.queue = queue;
        this.lanes = lanes;
        this.site = site;
        this.clock = clock;
    }

    public Function<Request, CompletableFuture<Answer>> test() {
        return Change.guardedLater(request -> {
            String name = request.part(NAME);
            ChangeBody.read(request.body());
            queue.standing(name);
            CompletableFuture<Outcome> said = lanes.apply(name, TestEvent.of(name, site, clock.instant()))
                    .orElseThrow(() -> ConnectionConflictException.notRunning(name));
            return said.orTimeout(TestEvent.SECONDS_MAX, TimeUnit.SECONDS)
                    .handle((outcome, failure) -> told(name, outcome, failure));
        });
    }

    private static Answer told(String name, @Nullable Outcome outcome, @Nullable Throwable failure) {
        String said = outcome != null
                ? TestEvent.told(outcome)
                : failure instanceof TimeoutException
                        ? "no answer within " + TestEvent.SECONDS_MAX + " s"
                        : String.valueOf(failure == null ? null : failure.getMessage());
        boolean arrived = outcome != null && TestEvent.arrived(outcome);
        return Answer.json(
                200,
                new JsonText()
                        .open()
                        .key("connection")
                        .text(name)
                        .key("delivered")
                        .flag(arrived)
                        .key("said")
                        .text(said)
                        .close()
                        .toString());
    }
}

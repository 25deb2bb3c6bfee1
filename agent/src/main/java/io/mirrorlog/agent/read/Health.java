package io.mirrorlog.agent.read;

import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /healthz} and {@code GET /readyz}: does the process answer, and would it take an event now.
 *
 * <p>Safe for many threads. Needs no token, so it tells nothing of events, and however often it is asked, the queue is
 * tried once a second at most.
 */
public final class Health {

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Supplier<CompletableFuture<?>> trial;
    private final Supplier<@Nullable String> standstill;
    private final Duration patience;
    private final InstantSource clock;

    private @Nullable CompletableFuture<?> latest;
    private Instant begun = Instant.EPOCH;

    /**
     * @param trial stores nothing, the way an event would be stored; fails with the reason why none is taken
     * @param standstill why no lane can deliver although its destination may be well; null while they can
     * @param patience how long a trial may take
     */
    public Health(
            Supplier<CompletableFuture<?>> trial,
            Supplier<@Nullable String> standstill,
            Duration patience,
            InstantSource clock) {
        this.trial = trial;
        this.standstill = standstill;
        this.patience = patience;
        this.clock = clock;
    }

    /** Answers as long as anything does. */
    public Endpoint liveness() {
        return request -> CompletableFuture.completedFuture(plain("alive\n"));
    }

    /** 200 when an event would be taken and the lanes move; 503 with the reason when not. A dead destination is none. */
    public Endpoint readiness() {
        return request -> tried().handle((stored, failure) -> verdict(failure))
                .completeOnTimeout(
                        unready("the queue has not finished a commit within " + patience.toMillis() + " ms"),
                        patience.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** The trial that runs, or one that is younger than a second, or a new one. */
    private synchronized CompletableFuture<?> tried() {
        Instant now = clock.instant();
        boolean fresh = !now.isBefore(begun) && now.isBefore(begun.plus(FRESH));
        CompletableFuture<?> last = latest;
        if (last == null || (last.isDone() && !fresh)) {
            last = trial.get();
            latest = last;
            begun = now;
        }
        return last;
    }

    private Answer verdict(@Nullable Throwable failure) {
        if (failure != null) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            return unready(String.valueOf(cause.getMessage()));
        }
        String reason = standstill.get();
        return reason == null ? plain("ready\n") : unready(reason);
    }

    private static Answer unready(String reason) {
        return Answer.problem(503, "Service Unavailable", reason).with("Retry-After", "5");
    }

    private static Answer plain(String text) {
        return Answer.text(200, "text/plain; charset=utf-8", text).with("Cache-Control", "no-store");
    }
}

package io.mirrorlog.agent.read;

import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Endpoint;
import io.mirrorlog.agent.web.Request;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Answers readers on threads of their own, a few at a time, so that reading never holds up the intake. */
public final class Readings implements AutoCloseable {

    private static final int THREADS = 2;
    private static final int WAITING = 64;

    private final AdminGuard guard;
    private final ThreadPoolExecutor threads;

    public Readings(AdminGuard guard) {
        this.guard = guard;
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), work -> {
                    var thread = new Thread(work, "reading");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** An endpoint for those who may read. */
    public Endpoint of(Function<Request, Answer> reading) {
        return later(request -> CompletableFuture.completedFuture(reading.apply(request)));
    }

    /** The same for what is only begun here, and answered later: nobody waits for that in a reader's place. */
    public Endpoint later(Function<Request, CompletableFuture<Answer>> reading) {
        return request -> {
            Optional<Answer> refusal = guard.refusal(request);
            if (refusal.isPresent()) {
                return CompletableFuture.completedFuture(refusal.get());
            }
            try {
                var answered = new CompletableFuture<Answer>();
                threads.execute(() -> begin(reading, request, answered));
                return answered;
            } catch (RejectedExecutionException e) {
                return CompletableFuture.completedFuture(
                        Answer.problem(503, "Service Unavailable", "too many readers at once; ask again")
                                .with("Retry-After", "1"));
            }
        };
    }

    private static void begin(
            Function<Request, CompletableFuture<Answer>> reading, Request request, CompletableFuture<Answer> answered) {
        try {
            var unused = answer(reading, request).whenComplete((answer, failure) -> {
                if (failure == null) {
                    answered.complete(answer);
                } else {
                    answered.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException | Error e) {
            answered.completeExceptionally(e);
        }
    }

    private static CompletableFuture<Answer> answer(
            Function<Request, CompletableFuture<Answer>> reading, Request request) {
        try {
            return reading.apply(request);
        } catch (QueueException e) {
            return CompletableFuture.completedFuture(
                    Answer.problem(503, "Service Unavailable", String.valueOf(e.getMessage()))
                            .with("Retry-After", "5"));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

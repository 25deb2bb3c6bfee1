package io.mirrorlog.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A destination whose calls end when, and as, a test says. */
public final class AnsweredCalls {

    /** One that is under way. */
    public record Call(List<String> texts, CompletableFuture<Outcome> answer) {

        public void is(Outcome outcome) {
            answer.complete(outcome);
        }
    }

    private volatile boolean stubborn;

    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

    /** So many connectors to it, each of which complains when it has two calls at a time. */
    public List<Connector> connectors(int count) {
        List<Connector> connectors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            connectors.add(new One());
        }
        return connectors;
    }

    /** Its calls heed no interruption from now on. */
    void ignoreInterruptions() {
        stubborn = true;
    }

    /** The next call, once it has begun. */
    public Call next() throws InterruptedException {
        return Objects.requireNonNull(calls.poll(10, TimeUnit.SECONDS), "no call has begun");
    }

    /** As many calls, all of them begun before any is answered; in the order of their events. */
    public List<Call> next(int count) throws InterruptedException {
        List<Call> next = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            next.add(next());
        }
        next.sort((one, other) -> one.texts().get(0).compareTo(other.texts().get(0)));
        return next;
    }

    /** Ends the next call well, if one has begun. */
    void deliverOneIfAny() {
        Call begun = calls.poll();
        if (begun != null) {
            begun.is(Outcome.DELIVERED);
        }
    }

    /** Whether no call has begun that was not told yet. */
    public boolean isQuiet() {
        return calls.isEmpty();
    }

    private final class One implements Connector {

        private final Set<Thread> inside = new HashSet<>();

        @Override
        public Outcome deliver(List<Entry> entries) throws InterruptedException {
            synchronized (inside) {
                inside.add(Thread.currentThread());
                assertThat(inside).hasSize(1);
            }
            try {
                var call = new Call(entries.stream().map(Entry::text).toList(), new CompletableFuture<>());
                calls.add(call);
                return stubborn ? call.answer().join() : call.answer().get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } finally {
                synchronized (inside) {
                    inside.remove(Thread.currentThread());
                }
            }
        }
    }
}

package io.mirrorlog.agent;

import io.mirrorlog.agent.config.ConnectionSettings;
import io.mirrorlog.agent.delivery.TestEvent;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Outcome;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tries a connection without an agent: a connector of its own offers one marked event, within a bounded time. */
public final class Hello {

    private final String site;
    private final InstantSource clock;

    /** @param site the agent's own */
    public Hello(String site, InstantSource clock) {
        this.site = site;
        this.clock = clock;
    }

    /**
     * Says hello to a destination that keeps no bookmark: what such a one has is known to the queue alone.
     *
     * @throws InterruptedException when this thread is interrupted while it waits
     */
    public Outcome to(ConnectionSettings settings) throws InterruptedException {
        try (Connector connector = settings.open(Connections.surroundings(settings, clock))) {
            connector.resume(null);
            var call = new FutureTask<>(() -> connector.deliver(List.of(entry(settings))));
            var thread = new Thread(call, "hello-" + settings.name());
            thread.setDaemon(true);
            thread.start();
            try {
                return call.get(TestEvent.SECONDS_MAX, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                thread.interrupt();
                return new Outcome.Retry("no answer within " + TestEvent.SECONDS_MAX + " s");
            }
        } catch (ExecutionException e) {
            return new Outcome.Blocked("the connector broke: " + e.getCause());
        } catch (RuntimeException e) {
            return new Outcome.Blocked("the connector broke: " + e);
        } catch (IOException e) {
            return new Outcome.Blocked("the connector did not close: " + e.getMessage());
        }
    }

    private Entry entry(ConnectionSettings settings) {
        Event event = TestEvent.of(settings.name(), site, clock.instant());
        return Connections.rendering(settings).entry(0, event);
    }
}

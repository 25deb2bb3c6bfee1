package io.mirrorlog.agent.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.config.MediaWikiSettings;
import io.mirrorlog.agent.intake.LogEventsIntake;
import io.mirrorlog.agent.intake.RefusedEvents;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Event;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A wiki, and all that a poller of it needs: a clock that stands, a queue in memory, a folder. One thread. */
final class PolledWiki implements AutoCloseable {

    static final Duration OVERLAP = Duration.ofMinutes(1);

    final FakeClock clock = new FakeClock();
    final FakeWiki wiki = new FakeWiki(clock);
    final List<OwnEvent> told = new ArrayList<>();
    final RefusedEvents refusals;
    final LogEventsIntake intake;
    MediaWikiSettings.@Nullable Login login;
    Start start = new Start.Now();
    Duration every = Duration.ofSeconds(30);

    private final Path folder;
    private final MemoryQueue queue = new MemoryQueue(clock);

    PolledWiki(Path folder) throws IOException {
        this.folder = folder;
        this.refusals = new RefusedEvents(folder.resolve("refused"), clock);
        this.intake = new LogEventsIntake(queue, refusals, "agent", clock);
    }

    MediaWikiSettings settings() {
        return new MediaWikiSettings(
                "enwiki",
                URI.create(wiki.api()),
                every,
                start,
                OVERLAP,
                login,
                null,
                "admin@wiki.example",
                5,
                false,
                Duration.ofSeconds(20),
                null,
                null);
    }

    /** One that begins, as after a start of the agent. */
    Poller poller() {
        return poller(intake::take);
    }

    Poller poller(EntryTaker taker) {
        var means = new Pollers.Means(folder.resolve("mediawiki"), taker, "1.2.3", clock, () -> 0.5);
        return new Poller(settings(), means, new WikiWitness("enwiki", told::add, clock));
    }

    /** One round, and the rest behind it. */
    Duration round(Poller poller) throws InterruptedException {
        Duration rest = poller.round();
        clock.advance(rest);
        return rest;
    }

    List<Event> mirrored() {
        return queue.readForward(0, 100_000).stream().map(QueuedEvent::event).toList();
    }

    List<Long> mirroredIds() {
        return mirrored().stream()
                .map(event -> Long.valueOf(Objects.requireNonNull(event.id()).text()))
                .toList();
    }

    /** Fails when the wiki was not asked as it wishes. */
    @Override
    public void close() {
        assertThat(wiki.violations()).isEmpty();
        wiki.close();
        refusals.close();
        queue.close();
    }
}

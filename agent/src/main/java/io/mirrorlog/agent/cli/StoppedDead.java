package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.config.ConnectionSettings;
import io.mirrorlog.agent.queue.DeadLetter;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.Released;
import io.mirrorlog.agent.queue.UnknownConnectionException;
import io.mirrorlog.agent.queue.sqlite.ReadOnlyQueue;
import io.mirrorlog.agent.read.DeadLetterJson;
import io.mirrorlog.agent.read.EventFilter;
import io.mirrorlog.agent.read.Pages;
import io.mirrorlog.agent.read.ReleasedJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The dead letters in the folder of an agent that does not run. */
final class StoppedDead implements DeadSource {

    private final ReadOnlyQueue queue;
    private final Configuration configuration;
    private final Instant now;

    private StoppedDead(ReadOnlyQueue queue, Configuration configuration, Instant now) {
        this.queue = queue;
        this.configuration = configuration;
        this.now = now;
    }

    /** @throws ExitException when there is no queue that can be read */
    static StoppedDead open(Configuration configuration, Instant now) throws ExitException {
        return new StoppedDead(read(() -> ReadOnlyQueue.open(configuration.dataDir())), configuration, now);
    }

    @Override
    public List<String> connections() throws ExitException {
        return read(() -> List.copyOf(queue.connections()));
    }

    @Override
    public Page page(String connection, Map<String, String> query, long after, int limit) throws ExitException {
        EventFilter filter = EventFilter.of(query, now);
        Pages.Page<DeadLetter> page =
                read(() -> Pages.ofDeadLetters((position, atMost) -> queue.deadLetters(connection, position, atMost))
                        .read(filter, after, limit));
        return new Page(
                page.items().stream()
                        .map(letter -> DeadLetterJson.inList(seen(letter)))
                        .toList(),
                page.next());
    }

    @Override
    public @Nullable String whole(String connection, long sequence) throws ExitException {
        List<DeadLetter> found = read(() -> queue.deadLetters(connection, sequence - 1, 1));
        return found.isEmpty() || found.get(0).sequence() != sequence ? null : DeadLetterJson.whole(seen(found.get(0)));
    }

    @Override
    public Page released(String connection, long after, int limit) throws ExitException {
        List<Released> found = read(() -> queue.released(connection, after, limit));
        long next = found.size() < limit ? 0 : found.get(found.size() - 1).first();
        return new Page(found.stream().map(ReleasedJson::of).toList(), next);
    }

    @Override
    public @Nullable String range(String connection, long first) throws ExitException {
        List<Released> found = read(() -> queue.released(connection, first - 1, 1));
        return found.isEmpty() || found.get(0).first() != first ? null : ReleasedJson.of(found.get(0));
    }

    /** As its destination was allowed to see it. */
    private DeadLetter seen(DeadLetter letter) {
        return letter.showing(ConnectionSettings.redactionOf(letter.connection(), configuration.connections())
                .apply(letter.queued().event()));
    }

    private static <T> T read(Supplier<T> reading) throws ExitException {
        try {
            return reading.get();
        } catch (UnknownConnectionException e) {
            throw new ExitException(Exit.USAGE, e.getMessage() + ".");
        } catch (QueueException e) {
            throw new ExitException(
                    Exit.UNAVAILABLE, "No agent runs, and its queue cannot be read: " + e.getMessage() + ".");
        }
    }

    @Override
    public void close() {
        queue.close();
    }
}

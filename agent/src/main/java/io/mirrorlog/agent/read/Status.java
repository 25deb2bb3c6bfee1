package io.mirrorlog.agent.read;

import io.mirrorlog.agent.index.IndexStanding;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.QueueStatus;
import io.mirrorlog.agent.schedule.ChoreRun;
import io.mirrorlog.agent.schedule.ChoreStanding;
import io.mirrorlog.agent.stream.Sampled;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.JsonText;
import io.mirrorlog.agent.web.Request;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/status}: what the queue holds, and how every connection and site is. */
public final class Status implements Function<Request, Answer> {

    /**
     * What the status is made of besides the queue.
     *
     * @param configuration which one is in force
     * @param connectors the connector of each connection, by its name, as they are at the moment
     * @param lanes what they know of their connections
     * @param atIntake what became of events there
     * @param chores when the housekeeping ran and runs again
     * @param index how far it is
     */
    public record Sources(
            String version,
            Supplier<ConfigurationStanding> configuration,
            Supplier<Map<String, String>> connectors,
            LaneSigns lanes,
            AtIntake atIntake,
            Supplier<Map<String, ChoreStanding>> chores,
            Supplier<IndexStanding> index) {}

    /**
     * What became of events before they were kept, since the start.
     *
     * @param refused how many were, by site
     * @param sampled of streams with a sample, by what the admin has written for those
     */
    public record AtIntake(Supplier<Map<String, Long>> refused, Supplier<Map<String, Sampled>> sampled) {}

    /** A part of the status that stands for itself. Safe for many threads. */
    public interface Part {

        /** Appends keys with their values to the object at hand. */
        void append(JsonText json, Instant now);
    }

    private final EventQueue queue;
    private final Sources sources;
    private final InstantSource clock;
    private final List<Part> parts;
    private final Instant started;

    /** @param parts come last */
    public Status(EventQueue queue, Sources sources, InstantSource clock, Part... parts) {
        this.queue = queue;
        this.sources = sources;
        this.clock = clock;
        this.parts = List.of(parts);
        this.started = clock.instant();
    }

    @Override
    public Answer apply(Request request) {
        return Answer.json(200, json());
    }

    String json() {
        Instant now = clock.instant();
        QueueStatus status = queue.status();
        var json = new JsonText();
        json.open().key("version").text(sources.version()).key("started").text(started.toString());
        configuration(json, sources.configuration().get());
        json.key("queue").open();
        json.key("events").number(status.events()).key("bytes").number(status.bytes());
        json.key("oldest_seconds").number(age(status.oldest(), now));
        setAside(json, status.setAside());
        json.close();
        index(json, sources.index().get());
        json.key("connections").open();
        sources.connectors()
                .get()
                .forEach(
                        (name, connector) -> ConnectionJson.append(json, name, connector, queue, sources.lanes(), now));
        json.close();
        json.key("sites").open();
        sites(json, status.sites());
        json.close();
        streams(json);
        json.key("chores").open();
        sources.chores().get().forEach((name, chore) -> chore(json, name, chore));
        json.close();
        parts.forEach(part -> part.append(json, now));
        return json.close().toString();
    }

    private static void configuration(JsonText json, ConfigurationStanding standing) {
        json.key("configuration").open().key("read").text(standing.read().toString());
        if (!standing.awaitsRestart().isEmpty()) {
            json.key("awaits_restart").texts(standing.awaitsRestart());
        }
        if (standing.refused() != null) {
            json.key("refused").text(standing.refused());
        }
        json.close();
    }

    private static void index(JsonText json, IndexStanding index) {
        json.key("index").open().key("position").number(index.position());
        json.key("behind").number(index.behind()).key("bytes").number(index.bytes());
        if (index.problem() != null) {
            json.key("problem").text(index.problem());
        }
        json.close();
    }

    /** By their files; nothing where none was. */
    private static void setAside(JsonText json, List<QueueStatus.SetAside> stores) {
        if (stores.isEmpty()) {
            return;
        }
        json.key("set_aside").open();
        for (QueueStatus.SetAside store : stores) {
            json.key(store.file()).open();
            json.key("since").text(store.since().toString()).key("reason").text(store.reason());
            json.key("carried_over").bool(store.carriedOver());
            json.key("restored").number(store.restored()).key("missing").number(store.missing());
            json.key("positions_lost").bool(store.positionsLost()).close();
        }
        json.close();
    }

    private static void chore(JsonText json, String name, ChoreStanding chore) {
        ChoreRun last = chore.last();
        Instant next = chore.next();
        json.key(name).open();
        json.key("last_run").time(last == null ? null : last.started());
        json.key("took_millis").number(last == null ? 0 : last.took().toMillis());
        json.key("outcome").text(last == null ? null : last.failed() ? "failed" : "done");
        json.key("told").text(last == null ? null : last.told());
        json.key("next_run").time(next).close();
    }

    /** Only those of which a sample is kept; nothing where there is none. */
    private void streams(JsonText json) {
        Map<String, Sampled> sampled = sources.atIntake().sampled().get();
        if (sampled.isEmpty()) {
            return;
        }
        json.key("streams").open();
        sampled.forEach((name, counts) -> {
            json.key(name).open().key("sampled_out").number(counts.out());
            json.key("undecided").number(counts.undecided()).close();
        });
        json.close();
    }

    private void sites(JsonText json, Map<String, QueueStatus.Site> sites) {
        Map<String, Long> refused = sources.atIntake().refused().get();
        Set<String> names = new TreeSet<>(sites.keySet());
        names.addAll(refused.keySet());
        for (String name : names) {
            QueueStatus.Site site = sites.get(name);
            json.key(name).open().key("events").number(site == null ? 0 : site.events());
            json.key("last_seen").time(site == null ? null : site.lastSeen());
            json.key("refused").number(refused.getOrDefault(name, 0L)).close();
        }
    }

    private static long age(@Nullable Instant since, Instant now) {
        return since == null ? 0 : Math.max(0, Duration.between(since, now).toSeconds());
    }
}

package io.mirrorlog.agent.read;

import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.QueueStatus;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Standing.Trouble;
import io.mirrorlog.agent.schedule.ChoreRun;
import io.mirrorlog.agent.schedule.ChoreStanding;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import io.mirrorlog.connector.JsonStrings;
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
     * @param connectors the connector of each connection, by its name
     * @param nextTry when a resting connection tries again
     * @param refused events refused at intake, by site
     * @param chores when the housekeeping ran and runs again
     */
    public record Sources(
            String version,
            Map<String, String> connectors,
            Function<String, @Nullable Instant> nextTry,
            Supplier<Map<String, Long>> refused,
            Supplier<Map<String, ChoreStanding>> chores) {}

    private final EventQueue queue;
    private final Sources sources;
    private final InstantSource clock;
    private final Instant started;

    public Status(EventQueue queue, Sources sources, InstantSource clock) {
        this.queue = queue;
        this.sources = sources;
        this.clock = clock;
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
        json.key("queue").open();
        json.key("events").number(status.events()).key("bytes").number(status.bytes());
        json.key("oldest_seconds").number(age(status.oldest(), now));
        setAside(json, status.setAside());
        json.close();
        json.key("connections").open();
        sources.connectors().forEach((name, connector) -> connection(json, name, connector, now));
        json.close();
        json.key("sites").open();
        sites(json, status.sites());
        json.close().key("chores").open();
        sources.chores().get().forEach((name, chore) -> chore(json, name, chore));
        return json.close().close().toString();
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

    private void connection(JsonText json, String name, String connector, Instant now) {
        Standing standing = queue.standing(name);
        Trouble trouble = standing.trouble();
        json.key(name).open();
        json.key("connector")
                .text(connector)
                .key("state")
                .text(ConnectionState.of(standing, now).word());
        json.key("position").number(standing.position()).key("waiting").number(standing.waiting());
        json.key("lag_seconds").number(ConnectionState.lag(standing, now).toSeconds());
        json.key("delivered").number(standing.delivered()).key("refused").number(standing.refused());
        json.key("retried").number(standing.retried()).key("dead").number(standing.dead());
        json.key("last_error").text(trouble == null ? null : trouble.reason());
        json.key("failing_since").text(trouble == null ? null : trouble.since().toString());
        Instant nextTry = trouble == null ? null : sources.nextTry().apply(name);
        json.key("next_try").text(nextTry == null ? null : nextTry.toString()).close();
    }

    private static void chore(JsonText json, String name, ChoreStanding chore) {
        ChoreRun last = chore.last();
        Instant next = chore.next();
        json.key(name).open();
        json.key("last_run").text(last == null ? null : last.started().toString());
        json.key("took_millis").number(last == null ? 0 : last.took().toMillis());
        json.key("outcome").text(last == null ? null : last.failed() ? "failed" : "done");
        json.key("told").text(last == null ? null : last.told());
        json.key("next_run").text(next == null ? null : next.toString()).close();
    }

    private void sites(JsonText json, Map<String, QueueStatus.Site> sites) {
        Map<String, Long> refused = sources.refused().get();
        Set<String> names = new TreeSet<>(sites.keySet());
        names.addAll(refused.keySet());
        for (String name : names) {
            QueueStatus.Site site = sites.get(name);
            json.key(name).open().key("events").number(site == null ? 0 : site.events());
            json.key("last_seen").text(site == null ? null : site.lastSeen().toString());
            json.key("refused").number(refused.getOrDefault(name, 0L)).close();
        }
    }

    private static long age(@Nullable Instant since, Instant now) {
        return since == null ? 0 : Math.max(0, Duration.between(since, now).toSeconds());
    }

    /** Writes JSON piece by piece; a comma comes by itself where one is needed. */
    private static final class JsonText {

        private final StringBuilder json = new StringBuilder(1024);

        JsonText open() {
            json.append('{');
            return this;
        }

        JsonText close() {
            json.append('}');
            return this;
        }

        JsonText key(String key) {
            if (json.charAt(json.length() - 1) != '{') {
                json.append(',');
            }
            JsonStrings.appendQuoted(json, key);
            json.append(':');
            return this;
        }

        JsonText number(long number) {
            json.append(number);
            return this;
        }

        JsonText bool(boolean value) {
            json.append(value);
            return this;
        }

        JsonText text(@Nullable String text) {
            if (text == null) {
                json.append("null");
            } else {
                JsonStrings.appendQuoted(json, text);
            }
            return this;
        }

        @Override
        public String toString() {
            return json.toString();
        }
    }
}

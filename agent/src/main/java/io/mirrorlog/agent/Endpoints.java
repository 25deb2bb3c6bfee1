package io.mirrorlog.agent;

import io.mirrorlog.agent.admin.AdminActs;
import io.mirrorlog.agent.admin.ConnectionChanges;
import io.mirrorlog.agent.admin.ConnectionTests;
import io.mirrorlog.agent.admin.DeadLetterChanges;
import io.mirrorlog.agent.admin.ReplayChanges;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.config.HttpSettings;
import io.mirrorlog.agent.config.SchemasSettings;
import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.agent.index.SqliteIndex;
import io.mirrorlog.agent.intake.BeaconEndpoint;
import io.mirrorlog.agent.intake.EventGate;
import io.mirrorlog.agent.intake.EventsEndpoint;
import io.mirrorlog.agent.intake.RefusedEvents;
import io.mirrorlog.agent.mediawiki.ApiDoor;
import io.mirrorlog.agent.mediawiki.MediaWikiApi;
import io.mirrorlog.agent.metrics.Metrics;
import io.mirrorlog.agent.metrics.Timers;
import io.mirrorlog.agent.metrics.WikiMetrics;
import io.mirrorlog.agent.poll.Pollers;
import io.mirrorlog.agent.queue.OwnEvents;
import io.mirrorlog.agent.queue.sqlite.SqliteQueue;
import io.mirrorlog.agent.read.AdminGuard;
import io.mirrorlog.agent.read.ConfigurationStanding;
import io.mirrorlog.agent.read.DeadLetters;
import io.mirrorlog.agent.read.EventFilter;
import io.mirrorlog.agent.read.Health;
import io.mirrorlog.agent.read.KnownConnections;
import io.mirrorlog.agent.read.LaneSigns;
import io.mirrorlog.agent.read.LiveTail;
import io.mirrorlog.agent.read.LogEvents;
import io.mirrorlog.agent.read.Readings;
import io.mirrorlog.agent.read.Status;
import io.mirrorlog.agent.read.WikiStatus;
import io.mirrorlog.agent.schedule.Chores;
import io.mirrorlog.agent.schedule.LaneSchedule;
import io.mirrorlog.agent.schema.InvalidEvents;
import io.mirrorlog.agent.schema.Schemas;
import io.mirrorlog.agent.stream.SchemaCheck;
import io.mirrorlog.agent.stream.Streams;
import io.mirrorlog.agent.stream.ValidationCounts;
import io.mirrorlog.agent.web.BodyLimits;
import io.mirrorlog.agent.web.BrowserGuard;
import io.mirrorlog.agent.web.HttpServer;
import io.mirrorlog.agent.web.Routes;
import io.mirrorlog.agent.web.TrustedProxies;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** All that the agent answers over HTTP, put over the parts that run. Used once, at the start. */
final class Endpoints {

    /** Requests in flight may hold a quarter of the heap together, whatever the largest body is. */
    private static final int HEAP_SHARE = 4;

    private static final int HTTP_CONNECTIONS = 1_000;

    /** A commit that takes longer is no progress. Shorter than the patience of those who usually ask. */
    private static final Duration TRIAL_MAX = Duration.ofSeconds(2);

    /**
     * The parts that are asked and told.
     *
     * @param standing which configuration is in force
     */
    record Running(
            SqliteQueue queue,
            RefusedEvents refusals,
            Connections connections,
            Timers timers,
            Chores chores,
            OwnEvents own,
            SqliteIndex index,
            LiveTail tail,
            Pollers pollers,
            Supplier<ConfigurationStanding> standing) {}

    /** Takes what must be closed when the agent stops. */
    interface Keeper {
        <T extends AutoCloseable> T keep(T part);
    }

    private final Configuration configuration;
    private final HttpSettings http;
    private final Running parts;
    private final SqliteQueue queue;
    private final Connections connections;
    private final InstantSource clock;
    private final Keeper keeper;
    private final LaneSigns signs;
    private final Streams streams;
    private final ValidationCounts validations = new ValidationCounts();

    Endpoints(Configuration configuration, Running parts, InstantSource clock, Keeper keeper) {
        this.configuration = configuration;
        this.http = configuration.intake().http();
        this.parts = parts;
        this.queue = parts.queue();
        this.connections = parts.connections();
        this.clock = clock;
        this.keeper = keeper;
        LaneSchedule lanes = connections.lanes();
        this.signs = new LaneSigns(lanes::nextTry, lanes::fault, connections::isPlaintext);
        this.streams = configuration.streams().compiled(configuration.schemas().validation());
    }

    /** The server, not started yet. */
    HttpServer server() {
        boolean loopback = http.listen().isLoopback();
        var adminGuard = new AdminGuard(http.adminToken(), loopback);
        Readings readings = keeper.keep(new Readings(adminGuard));
        Readings logReadings = keeper.keep(new Readings(adminGuard)); // of their own, as they may take long
        var guard = new BrowserGuard(http.cors(), http.listen().host(), loopback);
        var routes = new Routes();
        addIntake(routes, guard);
        addHealth(routes);
        addViews(routes, readings);
        addChanges(routes, readings);
        addLog(routes, logReadings);
        long body = http.maxBody().bytes();
        long inFlight = Math.max(2 * body, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        return new HttpServer(
                http.listen().host(),
                http.listen().port(),
                routes,
                guard,
                new BodyLimits(body, inFlight, HTTP_CONNECTIONS));
    }

    private void addIntake(Routes routes, BrowserGuard guard) {
        var proxies = new TrustedProxies(http.trustedProxies());
        var gate = new EventGate(streams, schemas(), http.places(), http.openStreams(), proxies);
        var taking = new EventsEndpoint(
                queue, parts.refusals(), http.tokens(), configuration.site(), clock, connections.direct(), gate);
        var beacon = new BeaconEndpoint(taking, guard);
        routes.addForPages("POST", "/v1/events", taking)
                .addForPages("GET", "/beacon/event", beacon)
                .addForPages("POST", "/beacon/event", beacon);
    }

    /** Nothing of the validator is loaded where no schemas are configured. */
    private SchemaCheck schemas() {
        SchemasSettings settings = configuration.schemas();
        if (settings.isIdle()) {
            return SchemaCheck.NONE;
        }
        var invalid = new InvalidEvents(parts.own(), clock);
        return keeper.keep(
                Schemas.open(settings.repositories(), configuration.dataDir().resolve("schemas"), clock, judged -> {
                    validations.add(judged);
                    invalid.tell(judged);
                }));
    }

    private void addHealth(Routes routes) {
        var health = new Health(queue::trial, connections.lanes()::standstill, TRIAL_MAX, clock);
        routes.add("GET", "/healthz", health.liveness()).add("GET", "/readyz", health.readiness());
    }

    private void addViews(Routes routes, Readings readings) {
        var sources = new Status.Sources(
                Version.current(),
                parts.standing(),
                connections::connectors,
                signs,
                new Status.AtIntake(parts.refusals()::counts, streams::sampled),
                parts.chores()::standings,
                parts.index()::standing);
        var status = new Status(queue, sources, clock, new WikiStatus(parts.pollers()::standings));
        var metrics = new Metrics(
                        queue,
                        parts.index()::standing,
                        () -> connections.connectors().keySet(),
                        signs,
                        parts.timers(),
                        validations,
                        streams::sampled,
                        clock)
                .and(new WikiMetrics(parts.pollers()::standings, clock));
        routes.add("GET", "/v1/status", readings.of(status))
                .add("GET", "/metrics", readings.of(metrics))
                .add(
                        "GET",
                        "/v1/connections",
                        readings.of(new KnownConnections(queue, connections::connectors, signs, clock)))
                .add("GET", "/v1/dead", readings.of(new DeadLetters(queue, clock, connections::redaction)));
    }

    private void addChanges(Routes routes, Readings readings) {
        LaneSchedule lanes = connections.lanes();
        var acts = new AdminActs(parts.own(), http.adminToken() != null);
        queue.filters(only -> EventFilter.of(only, clock.instant()));
        var deadLetters = new DeadLetterChanges(queue, lanes::wakeAll, acts);
        var tests = new ConnectionTests(queue, lanes::probe, configuration.site(), clock);
        var replays = new ReplayChanges(queue, lanes::wakeAll, acts, clock);
        var changes = new ConnectionChanges(queue, lanes::runs, lanes::rouse, acts, clock);
        routes.add("POST", "/v1/dead/retry", readings.of(deadLetters.retry()))
                .add("POST", "/v1/dead/drop", readings.of(deadLetters.drop()))
                .add("POST", "/v1/connections/*/pause", readings.of(changes.pause()))
                .add("POST", "/v1/connections/*/resume", readings.of(changes.resume()))
                .add("POST", "/v1/connections/*/retry", readings.of(changes.retry()))
                .add("POST", "/v1/connections/*/test", readings.later(tests.test()))
                .add("POST", "/v1/connections/*/replay", readings.of(replays.replay()))
                .add("POST", "/v1/connections/*/replay/cancel", readings.of(replays.cancel()))
                .add("POST", "/v1/connections/*/rename", readings.of(changes.rename()))
                .add("POST", "/v1/connections/*/forget", readings.of(changes.forget()));
    }

    private void addLog(Routes routes, Readings readings) {
        SqliteIndex index = parts.index();
        routes.add("GET", "/v1/logevents", readings.of(new LogEvents(index, Formats.json(), clock)))
                .add("GET", "/v1/tail", readings.of(parts.tail()));
        var api = new MediaWikiApi(index, Version.current(), http.adminToken() != null, clock);
        var wiki = new ApiDoor(readings.of(api));
        for (String path : List.of("/api.php", "/*/api.php")) {
            routes.add("GET", path, wiki).add("POST", path, wiki);
        }
    }
}

package io.mirrorlog.agent.dev;

import io.mirrorlog.agent.config.ListenAddress;
import io.mirrorlog.agent.intake.BeaconEndpoint;
import io.mirrorlog.agent.intake.EventGate;
import io.mirrorlog.agent.intake.Rehearsal;
import io.mirrorlog.agent.intake.Tried;
import io.mirrorlog.agent.json.JsonScanner;
import io.mirrorlog.agent.json.RawObject;
import io.mirrorlog.agent.schema.Schemas;
import io.mirrorlog.agent.stream.SchemaCheck;
import io.mirrorlog.agent.stream.Validation;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.BodyLimits;
import io.mirrorlog.agent.web.BrowserGuard;
import io.mirrorlog.agent.web.Endpoint;
import io.mirrorlog.agent.web.HttpServer;
import io.mirrorlog.agent.web.Routes;
import io.mirrorlog.agent.web.TrustedProxies;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Takes events as an agent does, shows what would become of them, and keeps none but the last, in memory. */
public final class DevServer implements AutoCloseable {

    private static final long BODY_MAX = 8L << 20;
    private static final long IN_FLIGHT_MAX = 64L << 20;
    private static final int CONNECTIONS_MAX = 200;

    private final DevSettings settings;
    private final Optional<Schemas> schemas;
    private final Recent recent;
    private final HttpServer server;
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong bad = new AtomicLong();

    /**
     * Opens no port yet.
     *
     * @param printer hears of each event, in their order, from several threads; must not wait
     */
    public DevServer(DevSettings settings, InstantSource clock, Consumer<Received> printer) {
        this.settings = settings;
        this.schemas = settings.schemas().isEmpty()
                ? Optional.empty()
                : Optional.of(Schemas.inFolders(settings.schemas(), clock));
        this.recent = new Recent(clock, shown -> {
            count(shown.tried());
            printer.accept(new Received(shown));
        });
        var rehearsal = new Rehearsal(settings.site(), clock, gate(), this::whyNoSchema, recent::add);
        ListenAddress listen = settings.listen();
        var guard = BrowserGuard.withLoopbackPages(settings.origins(), listen.host(), listen.isLoopback());
        var beacon = new BeaconEndpoint(rehearsal, guard);
        var routes = new Routes().addForPages("POST", "/v1/events", rehearsal).add("GET", "/live", recent);
        for (String path : List.of("/beacon/event", "/event")) { // the latter is the old toy server's
            routes.addForPages("GET", path, shown(beacon)).addForPages("POST", path, shown(beacon));
        }
        DevPage.addTo(routes);
        this.server = new HttpServer(
                listen.host(),
                listen.port(),
                routes,
                guard,
                new BodyLimits(BODY_MAX, IN_FLIGHT_MAX, CONNECTIONS_MAX),
                (method, path, answer) -> recent.add(List.of(refused(method, path, answer))));
    }

    private EventGate gate() {
        var check = schemas.map(folders -> (SchemaCheck) folders).orElse(SchemaCheck.NONE);
        var validation = settings.isStrict() ? Validation.REJECT : Validation.TAG;
        return new EventGate(
                settings.streams().compiled(validation), check, settings.places(), List.of(), TrustedProxies.LOOPBACK);
    }

    /** Here the producer and the admin are the same person. */
    private String whyNoSchema(String schema) {
        return schemas.flatMap(folders -> folders.trouble(schema)).orElse("");
    }

    /** What is no event, the beacon refuses before anybody reads it, as a problem. */
    private Endpoint shown(Endpoint beacon) {
        return request -> beacon.answer(request).thenApply(answer -> {
            if (answer.contentType().equals("application/problem+json")) {
                recent.add(List.of(refused(request.method(), request.path(), answer)));
            }
            return answer;
        });
    }

    private static Tried refused(String method, String path, Answer answer) {
        String problem = method + " " + path + ": answered with " + answer.status() + ", " + detail(answer.body());
        String hint = "";
        if (answer.status() == 404) {
            hint = "; events go to POST /v1/events";
        } else if (answer.status() == 403) {
            hint = "; here: by --origin";
        }
        return new Tried(Tried.Fate.REFUSED, "", "", "", null, List.of(problem + hint));
    }

    private static String detail(byte[] problem) {
        try {
            String detail = RawObject.read(new JsonScanner(problem, 0, problem.length), problem)
                    .string("detail");
            return detail == null ? "" : detail;
        } catch (JsonScanner.BrokenJson e) {
            throw new IllegalStateException("the server's own answers are JSON", e);
        }
    }

    private void count(Tried tried) {
        events.incrementAndGet();
        boolean isBad = tried.fate() == Tried.Fate.INVALID || tried.fate() == Tried.Fate.REFUSED;
        bad.addAndGet(isBad ? 1 : 0);
    }

    /**
     * Opens the port.
     *
     * @throws IllegalStateException when it cannot be opened, naming it
     */
    public void start() {
        server.start();
    }

    /** Where it listens, as a URL. */
    public String address() {
        return "http://" + new ListenAddress(settings.listen().host(), server.port());
    }

    /** How many events came, refused requests included. */
    public long events() {
        return events.get();
    }

    /** How many of them were not as they should be. */
    public long bad() {
        return bad.get();
    }

    @Override
    public void close() {
        recent.close();
        server.close();
        schemas.ifPresent(Schemas::close);
    }
}

package io.mirrorlog.agent.poll;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mirrorlog.connector.JsonStrings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A strict double of a MediaWiki's {@code api.php}, by a recorded 1.39: lists its log in pages, in the order of time and
 * number, and notes what no polite client does. Safe for many threads.
 */
public final class FakeWiki implements AutoCloseable {

    /** What it does with the next request. */
    public enum Fault {
        /** Its databases lag: HTTP 200, an error, and a wish to be left alone for 7 s. */
        MAXLAG,
        /** HTTP 429, to be left alone for 90 s. */
        TOO_MANY,
        /** HTTP 503 with a page for people. */
        UNAVAILABLE,
        /** HTTP 200 with a page for people. */
        HTML,
        /** HTTP 200 with an error of its database. */
        INTERNAL,
        /** HTTP 200 with an error of its code. */
        BUG,
        /** HTTP 500 with a page for people. */
        CRASH,
        /** The answer breaks off. */
        HALF_ANSWER,
        /** The connection ends without an answer. */
        NO_ANSWER,
        /** It is a private wiki. */
        FORBIDDEN
    }

    /** What no MediaWiki does, but perhaps what somebody took for one. */
    enum Oddity {
        NONE,
        /** The youngest entry comes first, whatever is asked. */
        BACKWARDS,
        /** What follows is always the same. */
        ENDLESS
    }

    /** Of an entry in the log. */
    private record Place(Instant second, long logid) implements Comparable<Place> {

        static Place of(FakeEntry entry) {
            return new Place(entry.timestamp(), entry.logid());
        }

        @Override
        public int compareTo(Place other) {
            int seconds = second.compareTo(other.second);
            return seconds == 0 ? Long.compare(logid, other.logid) : seconds;
        }
    }

    private static final DateTimeFormatter PLAIN =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

    private static final Set<String> KNOWN = Set.of(
            "action",
            "format",
            "formatversion",
            "curtimestamp",
            "maxlag",
            "list",
            "leprop",
            "ledir",
            "lelimit",
            "lestart",
            "lecontinue",
            "continue",
            "meta",
            "siprop",
            "type",
            "assert");

    /** What a program asks for that mirrors. */
    private static final List<String> EVERYTHING =
            List.of("ids", "title", "type", "user", "userid", "timestamp", "comment", "details", "tags");

    private static final String TOKEN = "0123abc+\\";

    static {
        // Else the head of each answer waits for its acknowledgement before the body is sent: 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** So far its own clock is ahead, as clocks are: what is added now is settled there. */
    static final Duration AHEAD = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<Long, FakeEntry> entries = new TreeMap<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<String> violations = new ArrayList<>();
    private final List<Map<String, String>> requests = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private final Set<Place> refused = new HashSet<>();
    private int pageMost = 500;
    private int resultMost = 8 << 20;
    private Oddity oddity = Oddity.NONE;
    private Duration ahead = AHEAD;
    private Duration pace = Duration.ZERO;
    private long nextLogid = 1;
    private @Nullable Instant quietUntil;
    private @Nullable Map<String, String> continued;
    private @Nullable String password;
    private int session;

    public FakeWiki(InstantSource clock) throws IOException {
        this.clock = clock;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/w/api.php", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** The address of one that is not there any more. */
    public static String gone() throws IOException {
        try (var wiki = new FakeWiki(InstantSource.system())) {
            return wiki.api();
        }
    }

    public String api() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/w/api.php";
    }

    /** An entry that everybody sees at once; returns its number. */
    public synchronized long add(Instant timestamp) {
        long logid = begin();
        commit(logid, timestamp);
        return logid;
    }

    /** A number is taken by a transaction that has not committed yet. */
    public synchronized long begin() {
        return nextLogid++;
    }

    public synchronized void commit(long logid, Instant timestamp) {
        entries.put(logid, new FakeEntry(logid, timestamp.truncatedTo(ChronoUnit.SECONDS)));
    }

    /** Somebody changes what the log tells of an entry. */
    public synchronized void tag(long logid, String tag) {
        entries.computeIfPresent(logid, (id, entry) -> entry.tagged(tag));
    }

    /** Somebody makes an entry what it should not be. */
    synchronized void change(long logid, UnaryOperator<FakeEntry> changed) {
        entries.computeIfPresent(logid, (id, entry) -> changed.apply(entry));
    }

    /** The numbers of all entries, from that second on. */
    public synchronized List<Long> logids(Instant from) {
        return entries.values().stream()
                .filter(entry -> !entry.timestamp().isBefore(from))
                .map(FakeEntry::logid)
                .toList();
    }

    public synchronized void pages(int most) {
        pageMost = most;
    }

    synchronized void behave(Oddity how) {
        oddity = how;
    }

    /** By its clock it takes so long to answer. */
    synchronized void slow(Duration each) {
        pace = each;
    }

    /** The wiki's {@code $wgAPIMaxResultSize}. */
    synchronized void results(int most) {
        resultMost = most;
    }

    synchronized void fail(Fault fault) {
        faults.add(fault);
    }

    /** Only who logs in sees the log. */
    synchronized void demand(String wanted) {
        password = wanted;
    }

    /** All sessions end. */
    synchronized void endSessions() {
        session++;
    }

    /** What was asked for, in order. */
    synchronized List<Map<String, String>> requests() {
        return List.copyOf(requests);
    }

    /** Waits until that many more requests have come, for a minute at most. */
    public synchronized void awaitRequests(int more) throws InterruptedException {
        int wanted = requests.size() + more;
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (requests.size() < wanted && System.nanoTime() < end) {
            wait(1_000);
        }
    }

    /** What no polite client does. */
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (running.incrementAndGet() > 1) {
                violate("two requests at once");
            }
            byte[] body = exchange.getRequestBody().readAllBytes();
            Map<String, String> wanted = parameters(exchange, body);
            answer(exchange, wanted);
        }
    }

    private synchronized void answer(HttpExchange exchange, Map<String, String> wanted) throws IOException {
        requests.add(wanted);
        notifyAll();
        ahead = ahead.plus(pace);
        String agent = exchange.getRequestHeaders().getFirst("User-Agent");
        if (agent == null || !agent.startsWith("Mirrorlog/")) {
            violate("the user agent is " + agent);
        }
        if (!"gzip".equals(exchange.getRequestHeaders().getFirst("Accept-Encoding"))) {
            violate("no compression is offered");
        }
        if (quietUntil != null && clock.instant().isBefore(quietUntil)) {
            violate("asked at " + clock.instant() + ", wished to be left alone until " + quietUntil);
        }
        Fault fault = faults.poll();
        if (fault != null) {
            if (fault == Fault.BUG || fault == Fault.CRASH) {
                refused.add(place(wanted));
            }
            fail(exchange, fault);
        } else if ("login".equals(wanted.get("action"))) {
            send(exchange, 200, login(exchange, wanted));
        } else {
            send(exchange, 200, query(exchange, wanted));
        }
    }

    private static Map<String, String> parameters(HttpExchange exchange, byte[] body) {
        String query = exchange.getRequestMethod().equals("POST")
                ? new String(body, UTF_8)
                : exchange.getRequestURI().getRawQuery();
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            parameters.put(
                    URLDecoder.decode(parameter.substring(0, equals), UTF_8),
                    URLDecoder.decode(parameter.substring(equals + 1), UTF_8));
        }
        return parameters;
    }

    private void fail(HttpExchange exchange, Fault fault) throws IOException {
        switch (fault) {
            case MAXLAG -> {
                leaveAlone(exchange, 7);
                send(exchange, 200, error("maxlag", "Waiting for db1: 6.2 seconds lagged."));
            }
            case TOO_MANY -> {
                leaveAlone(exchange, 90);
                send(exchange, 429, "<html>Too many requests</html>");
            }
            case UNAVAILABLE -> send(exchange, 503, "<html><b>Our servers</b> are under maintenance</html>");
            case HTML -> send(exchange, 200, "<!DOCTYPE html><title>Wait</title>");
            case INTERNAL -> send(exchange, 200, error("internal_api_error_DBQueryError", "[x] Caught exception"));
            case BUG -> send(exchange, 200, error("internal_api_error_TypeError", "[x] Caught exception"));
            case CRASH -> send(exchange, 500, "<html>PHP fatal error</html>");
            case FORBIDDEN ->
                send(exchange, 200, error("readapidenied", "You need read permission to use this module."));
            case HALF_ANSWER -> {
                running.decrementAndGet();
                exchange.sendResponseHeaders(200, 10_000);
                exchange.getResponseBody().write("{\"batchcomplete\":true,\"query\":{".getBytes(UTF_8));
                exchange.getResponseBody().flush();
            }
            case NO_ANSWER -> running.decrementAndGet();
        }
    }

    private void leaveAlone(HttpExchange exchange, long seconds) {
        exchange.getResponseHeaders().add("Retry-After", String.valueOf(seconds));
        quietUntil = clock.instant().plusSeconds(seconds);
    }

    private static String error(String code, String info) {
        return "{\"error\":{\"code\":\"" + code + "\",\"info\":" + JsonStrings.quote(info) + ",\"docref\":\"See it\"}}";
    }

    private void send(HttpExchange exchange, int status, String text) throws IOException {
        running.decrementAndGet(); // once it has the answer, the client may ask for the next
        byte[] bytes = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private String login(HttpExchange exchange, Map<String, String> wanted) {
        boolean right = "Reader@mirror".equals(wanted.get("lgname"))
                && Objects.equals(wanted.get("lgpassword"), password)
                && TOKEN.equals(wanted.get("lgtoken"));
        boolean known = cookies(exchange).contains("wiki_session=before");
        if (!known || !exchange.getRequestMethod().equals("POST")) {
            violate("a login without its session, or not as a form");
        }
        if (!right) {
            return "{\"login\":{\"result\":\"Failed\",\"reason\":\"Incorrect username or password entered.\"}}";
        }
        exchange.getResponseHeaders().add("Set-Cookie", "wiki_session=user" + session + "; path=/; HttpOnly");
        return "{\"login\":{\"result\":\"Success\",\"lguserid\":3,\"lgusername\":\"Reader\"}}";
    }

    private static String cookies(HttpExchange exchange) {
        return String.valueOf(exchange.getRequestHeaders().getFirst("Cookie"));
    }

    private String query(HttpExchange exchange, Map<String, String> wanted) {
        if (!KNOWN.containsAll(wanted.keySet()) || !"2".equals(wanted.get("formatversion"))) {
            violate("asks for " + wanted);
        }
        if ("tokens".equals(wanted.get("meta"))) {
            exchange.getResponseHeaders().add("Set-Cookie", "wiki_session=before; path=/; HttpOnly");
            return "{\"batchcomplete\":true,\"query\":{\"tokens\":{\"logintoken\":" + JsonStrings.quote(TOKEN) + "}}}";
        }
        boolean user = cookies(exchange).contains("wiki_session=user" + session);
        if (wanted.containsKey("assert") && !user) {
            return error("assertuserfailed", "You are no longer logged in, so the action could not be completed.");
        }
        if (password != null && !user) {
            return error("readapidenied", "You need read permission to use this module.");
        }
        if ("siteinfo".equals(wanted.get("meta"))) {
            return "{\"batchcomplete\":true,\"query\":{\"general\":{\"sitename\":\"Facts\","
                    + "\"generator\":\"MediaWiki 1.39.17\"}}}";
        }
        return page(wanted);
    }

    private String page(Map<String, String> wanted) {
        boolean first = !wanted.containsKey("lecontinue");
        Set<String> properties = Set.of(wanted.getOrDefault("leprop", "").split("\\|", -1));
        Map<String, String> rest = new LinkedHashMap<>(wanted);
        rest.keySet().removeAll(List.of("lecontinue", "continue", "lelimit", "leprop"));
        if (!"newer".equals(wanted.get("ledir")) || (!first && !rest.equals(continued))) {
            violate("goes on with another request: " + wanted);
        }
        continued = rest;
        Instant start = wanted.containsKey("lestart") ? Instant.parse(wanted.get("lestart")) : Instant.EPOCH;
        Place from = place(wanted);
        if (!properties.containsAll(EVERYTHING) && !refused.contains(from)) {
            violate("asks for less than it could have: " + wanted);
        }
        Comparator<FakeEntry> order = Comparator.comparing(Place::of);
        List<FakeEntry> found = entries.values().stream()
                .filter(entry -> !entry.timestamp().isBefore(start))
                .filter(entry -> Place.of(entry).compareTo(from) >= 0)
                .sorted(oddity == Oddity.BACKWARDS ? order.reversed() : order)
                .toList();
        return listed(found, Math.min(pageMost, Integer.parseInt(wanted.get("lelimit"))), properties, from);
    }

    /** As many as are wanted, as the answer can hold, and as do not break it. */
    private String listed(List<FakeEntry> found, int most, Set<String> properties, Place from) {
        var json = new StringBuilder("{\"batchcomplete\":true,");
        List<String> items = new ArrayList<>();
        int size = 0;
        for (FakeEntry entry : found) {
            boolean breaks = entry.broken() && properties.contains("details");
            boolean fits = size + entry.size(properties) <= resultMost;
            if (items.size() < most && breaks) {
                refused.add(from);
                return error("internal_api_error_TypeError", "[x] Caught exception of type TypeError");
            }
            if (items.size() == most || !fits) {
                Instant next = oddity == Oddity.ENDLESS ? Instant.EPOCH : entry.timestamp();
                json.append("\"continue\":{\"lecontinue\":\"" + PLAIN.format(next) + "|" + entry.logid()
                        + "\",\"continue\":\"-||\"},");
                json.append(items.size() == most ? "" : truncated());
                break;
            }
            size += entry.size(properties);
            items.add(entry.json(properties));
        }
        if (items.isEmpty() || size > 2 << 20) {
            refused.add(from);
        }
        return json + "\"curtimestamp\":\"" + clock.instant().plus(ahead).truncatedTo(ChronoUnit.SECONDS)
                + "\",\"query\":{\"logevents\":[" + String.join(",", items) + "]}}";
    }

    private String truncated() {
        return String.format(
                Locale.ROOT,
                "\"warnings\":{\"result\":{\"warnings\":\"This result was truncated because it would otherwise be larger"
                        + " than the limit of %,d bytes.\"}},",
                resultMost);
    }

    /** Where the answer begins. */
    private static Place place(Map<String, String> wanted) {
        String lecontinue = wanted.get("lecontinue");
        if (lecontinue == null) {
            return new Place(Instant.parse(wanted.getOrDefault("lestart", "1970-01-01T00:00:00Z")), 0);
        }
        String[] parts = lecontinue.split("\\|", -1);
        return new Place(PLAIN.parse(parts[0], Instant::from), Long.parseLong(parts[1]));
    }

    private synchronized void violate(String what) {
        violations.add(what);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

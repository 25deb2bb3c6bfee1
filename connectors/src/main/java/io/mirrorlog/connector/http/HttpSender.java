package io.mirrorlog.connector.http;

import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Tls;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests for one connection: each is one call, never repeated and never led elsewhere, that ends within the
 * connection's {@code timeout} whatever the destination does.
 *
 * <p>Each call has a thread of its own, because a name that is looked up heeds neither a time limit nor an interrupt: who
 * waits for it does. Connections are kept for half a minute, for the next call. Safe for several threads; {@link #close}
 * ends the calls that run.
 */
public final class HttpSender implements Closeable {

    /** Most servers keep an idle connection for a minute or longer. */
    private static final Duration KEPT = Duration.ofSeconds(30);

    private static final int KEPT_MAX = 4;

    /** The client's own time limit comes first: it knows better words. */
    private static final Duration GRACE = Duration.ofMillis(250);

    private static final String PROXY_ANSWER = "Proxy-Authorization";

    private static final String RETRY_AFTER = "Retry-After";
    private static final String HIDDEN_RETRY_AFTER = "Mirrorlog-Retry-After";

    /** What all clients have in common; their workers are shared, and are there only while they work. */
    private static final OkHttpClient BASE = new OkHttpClient.Builder()
            .protocols(List.of(Protocol.HTTP_1_1))
            .retryOnConnectionFailure(false)
            .followRedirects(false)
            .followSslRedirects(false)
            .connectTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .proxy(Proxy.NO_PROXY)
            .addNetworkInterceptor(chain -> hidingTheWait(chain.proceed(chain.request())))
            .build();

    private final Network network;
    private final InstantSource clock;
    private final long answerMost;
    private final CookieJar cookies;
    private final ConnectionPool pool = new ConnectionPool(KEPT_MAX, KEPT.toSeconds(), TimeUnit.SECONDS);
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private volatile @Nullable OkHttpClient client;

    /**
     * Does no I/O.
     *
     * @param clock tells how far off the date of a {@code Retry-After} is
     * @param answerMost so many bytes of an answer are read
     */
    public HttpSender(Network network, InstantSource clock, long answerMost) {
        this(network, clock, answerMost, CookieJar.NO_COOKIES);
    }

    private HttpSender(Network network, InstantSource clock, long answerMost, CookieJar cookies) {
        this.network = network;
        this.clock = clock;
        this.answerMost = answerMost;
        this.cookies = cookies;
    }

    /** One for a server that knows by cookies who calls: they are kept in memory until this is closed. */
    public static HttpSender keepingCookies(Network network, InstantSource clock, long answerMost) {
        return new HttpSender(network, clock, answerMost, new Cookies(clock));
    }

    /**
     * Sends one request.
     *
     * @param url one of which {@link Urls#fault} finds nothing
     * @param body left out of a GET
     * @throws NoAnswer when there was none; it says what that means
     * @throws InterruptedException when this thread is interrupted, or the sender closed
     */
    public Answer send(String method, Secret<String> url, Map<String, String> headers, byte[] body)
            throws NoAnswer, InterruptedException {
        var failures =
                new Failures(Urls.host(url.reveal()), Urls.hostAndPort(url.reveal()), proxyHost(), network.timeout());
        Call call = call(method, url, headers, body, failures);
        var reading = new FutureTask<>(() -> answer(call));
        calls.add(call);
        try {
            if (closed) {
                throw new InterruptedException("closed");
            }
            var thread = new Thread(reading, "http-" + failures.host());
            thread.setDaemon(true);
            thread.start();
            return reading.get(network.timeout().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw failures.timedOut(e);
        } catch (ExecutionException e) {
            throw failed(e.getCause(), failures);
        } finally {
            calls.remove(call);
            call.cancel();
        }
    }

    private NoAnswer failed(@Nullable Throwable cause, Failures failures) throws InterruptedException {
        if (closed) {
            throw new InterruptedException("closed while sending");
        }
        if (cause instanceof SSLException) {
            client = null; // the files of the certificates may have been exchanged: they are read again
        }
        if (cause instanceof IOException failure) {
            return failures.of(failure);
        }
        throw new IllegalStateException("a call broke", cause);
    }

    private Call call(String method, Secret<String> url, Map<String, String> headers, byte[] body, Failures failures)
            throws NoAnswer {
        HttpUrl target = HttpUrl.parse(url.reveal());
        if (target == null) {
            throw new NoAnswer(
                    new Outcome.Blocked("the URL to " + failures.host() + " cannot be used"),
                    new IllegalArgumentException("no URL"));
        }
        var request = new Request.Builder()
                .url(target)
                .method(method, method.equals("GET") ? null : RequestBody.create(body));
        request.header("User-Agent", "Mirrorlog");
        headers.forEach(request::header);
        try {
            return client().newCall(request.build());
        } catch (IOException e) {
            throw new NoAnswer(new Outcome.Blocked(String.valueOf(e.getMessage())), e);
        }
    }

    /** The client itself would repeat a call at once that is answered 503 with a wait of 0, and breaks where that is no number. */
    private static Response hidingTheWait(Response response) {
        String wait = response.header(RETRY_AFTER);
        return wait == null
                ? response
                : response.newBuilder()
                        .removeHeader(RETRY_AFTER)
                        .header(HIDDEN_RETRY_AFTER, wait)
                        .build();
    }

    private @Nullable String proxyHost() {
        return network.proxy() == null ? null : network.proxy().reveal().getHost();
    }

    private OkHttpClient client() throws IOException {
        OkHttpClient present = client;
        if (present == null) {
            present = made();
            client = present;
        }
        return present;
    }

    private OkHttpClient made() throws IOException {
        var builder = BASE.newBuilder().connectionPool(pool).cookieJar(cookies).callTimeout(network.timeout());
        if (network.proxy() != null) {
            through(builder, network.proxy().reveal());
        }
        if (network.tls() != null) {
            Tls.Opened opened = network.tls().open();
            builder.sslSocketFactory(opened.context().getSocketFactory(), opened.trust());
        }
        return builder.build();
    }

    private static void through(OkHttpClient.Builder builder, URI proxy) {
        builder.proxy(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort())));
        String user = proxy.getUserInfo();
        builder.proxyAuthenticator((route, response) -> {
            boolean asked = response.code() == 407;
            if (user == null || response.request().header(PROXY_ANSWER) != null) {
                if (asked && !response.message().equals("OkHttp-Preemptive")) {
                    throw new Failures.ProxyRefusal(proxy.getHost());
                }
                return null;
            }
            int colon = user.indexOf(':');
            String credentials = colon < 0
                    ? Credentials.basic(user, "", StandardCharsets.UTF_8)
                    : Credentials.basic(user.substring(0, colon), user.substring(colon + 1), StandardCharsets.UTF_8);
            return response.request()
                    .newBuilder()
                    .header(PROXY_ANSWER, credentials)
                    .build();
        });
    }

    private Answer answer(Call call) throws IOException {
        try (Response response = call.execute()) {
            String location = response.header("Location");
            HttpUrl redirect =
                    location == null ? null : response.request().url().resolve(location);
            var body = new StringBuilder();
            boolean whole = read(response.body().source(), body);
            if (!whole) {
                call.cancel(); // else the client would read on for a while, to keep the connection
            }
            return new Answer(
                    response.code(),
                    response.request().url().host(),
                    retryAfter(response.header(HIDDEN_RETRY_AFTER)),
                    redirect == null ? null : redirect.host(),
                    body.toString(),
                    whole,
                    date(response.header("Date")));
        }
    }

    /** The status is known by now, and counts whatever becomes of the body. */
    private boolean read(BufferedSource source, StringBuilder body) {
        boolean whole;
        try {
            whole = !source.request(answerMost + 1);
        } catch (IOException e) {
            whole = false;
        }
        long there = Math.min(source.getBuffer().size(), answerMost);
        body.append(source.getBuffer().snapshot((int) there).string(StandardCharsets.UTF_8));
        return whole;
    }

    private @Nullable Duration retryAfter(@Nullable String header) {
        if (header == null) {
            return null;
        }
        String text = header.strip();
        if (text.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            var at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration left = Duration.between(clock.instant(), at.toInstant());
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Instant date(@Nullable String header) {
        try {
            return header == null ? null : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header.strip()));
        } catch (DateTimeException e) {
            return null;
        }
    }

    @Override
    public void close() {
        closed = true;
        calls.forEach(Call::cancel);
        pool.evictAll();
    }
}

package com.example.ntfy;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.Surroundings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Publishes each entry as one message to a topic of ntfy, which shows it on telephones; one message a delivery. */
public final class NtfyConnector implements Connector {

    /** What the user writes under a connection with {@code connector: ntfy}. */
    public record Options(
            @Option(value = "the server, without the topic", orElse = "https://ntfy.sh")
            URI server,

            @Option("the topic: who knows it may read an open one")
            Secret<String> topic,

            @Option("an access token of the server, tk_…") Secret<String> token,

            @Option(value = "how long one message may take", orElse = "10s")
            Duration timeout) {

        public Options {
            boolean secure = "https".equals(server.getScheme()) || "127.0.0.1".equals(server.getHost());
            if (!secure || server.getHost() == null) {
                throw new IllegalArgumentException("server: must begin with https://");
            }
            if (!topic.reveal().matches("[-_A-Za-z0-9]{1,64}")) {
                throw new IllegalArgumentException("topic: is none; at most 64 letters, digits, - and _");
            }
            if (timeout.compareTo(Duration.ofMillis(100)) < 0 || timeout.compareTo(Duration.ofMinutes(5)) > 0) {
                throw new IllegalArgumentException("timeout: is out of range; 100ms to 5m");
            }
        }
    }

    /** What is longer is shown as an attached file, which nobody reads on a telephone. */
    static final int BYTES_MAX = 4_096;

    private final Options options;
    private final InstantSource clock;
    private final HttpClient http;

    /** The call that runs, for who closes the connector meanwhile. */
    private volatile CompletableFuture<?> running = CompletableFuture.completedFuture(null);

    private volatile boolean closed;

    public NtfyConnector(Options options, Surroundings surroundings) {
        this.options = options;
        this.clock = surroundings.clock();
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public Outcome deliver(List<Entry> entries) throws InterruptedException {
        if (entries.isEmpty()) {
            return Outcome.DELIVERED;
        }
        Entry entry = entries.get(0);
        byte[] message = entry.text().getBytes(StandardCharsets.UTF_8);
        return message.length > BYTES_MAX
                ? new Outcome.TooLarge("longer than ntfy's " + BYTES_MAX + " bytes")
                : outcome(message, entry.event().severity());
    }

    private Outcome outcome(byte[] message, Severity severity) throws InterruptedException {
        var call = http.sendAsync(request(message, severity), info -> new BoundedBody());
        running = call;
        try {
            if (closed) {
                throw new InterruptedException("closed");
            }
            return meaning(call.get(options.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return new Outcome.Retry("no answer within " + options.timeout().toMillis() + " ms");
        } catch (ExecutionException | CancellationException e) {
            if (closed) {
                throw new InterruptedException("closed while sending");
            }
            // Its kind alone: the words of some failures hold the URL, and with it the topic.
            Throwable failure = e.getCause() == null ? e : e.getCause();
            return new Outcome.Retry("no answer: " + failure.getClass().getSimpleName());
        } finally {
            call.cancel(true);
        }
    }

    private HttpRequest request(byte[] message, Severity severity) {
        return HttpRequest.newBuilder(
                        options.server().resolve("/" + options.topic().reveal()))
                .header("Authorization", "Bearer " + options.token().reveal())
                .header("X-Priority", priority(severity))
                .POST(HttpRequest.BodyPublishers.ofByteArray(message))
                .build();
    }

    /** 5 rings even at night. */
    private static String priority(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "5";
            case HIGH -> "4";
            case MEDIUM -> "3";
            case LOW -> "2";
            case INFORMATIONAL -> "1";
        };
    }

    /** Would this very message be refused for ever? Is the connection to blame? Else it is worth another try. */
    private Outcome meaning(HttpResponse<?> answer) {
        int status = answer.statusCode();
        String reason = "HTTP " + status;
        if (status >= 200 && status < 300) {
            return new Outcome.Delivered(1, null);
        }
        if (status == 413) {
            return new Outcome.TooLarge(reason);
        }
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            Duration wait =
                    answer.headers().firstValue("Retry-After").map(this::wait).orElse(Duration.ZERO);
            return new Outcome.Retry(reason, wait);
        }
        return new Outcome.Blocked(reason + (status == 403 ? ": the token may not write to the topic" : ""));
    }

    /** Seconds, or a date; none where it is neither. */
    private Duration wait(String retryAfter) {
        if (retryAfter.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(retryAfter));
        }
        try {
            var until = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration left = Duration.between(clock.instant(), until);
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    @Override
    public void close() {
        closed = true;
        running.cancel(true);
    }
}

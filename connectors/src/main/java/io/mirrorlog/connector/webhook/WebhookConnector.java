package io.mirrorlog.connector.webhook;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Plaintext;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.http.Answer;
import io.mirrorlog.connector.http.Blame;
import io.mirrorlog.connector.http.Excerpts;
import io.mirrorlog.connector.http.HttpSender;
import io.mirrorlog.connector.http.JsonWithLine;
import io.mirrorlog.connector.http.NoAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends entries to an HTTP endpoint, as many in one request as go to the same URL and fit.
 *
 * <p>What a body holds and what an answer means is told by its {@link Dialect}. At least once: an answer that got lost means
 * that the entries are sent again.
 */
public final class WebhookConnector implements Connector {

    /** What the user writes under a connection with {@code connector: webhook}. */
    public record Options(
            @Option(
                    "where events are sent, a secret but for its host; {site}, {identifier}, {type} and {date} may stand in its"
                            + " path and query")
            Secret<String> url,

            @Option(value = "the method of each request: POST, PUT or PATCH", orElse = "POST")
            String method,

            @Option("headers of each request; their values are secrets")
            Map<String, Secret<String>> headers,

            @Option(
                    "how events stand in a request without preset: ndjson, one object a line, if absent; json, an array; line, the"
                            + " texts of the format")
            @Nullable
            Body body,

            @Option("the service that is spoken to: its form of events, its answers") @Nullable
            Preset preset,

            @Option("signs each request, so that its receiver knows who sent it") @Nullable
            Hmac hmac,

            @Option(value = "whether bodies are compressed", orElse = "false")
            boolean gzip,

            @Option(
                    value = "the statuses after which the same events are sent again",
                    orElse = "[\"408\", \"425\", \"429\", \"5xx\"]")
            List<String> retryOn,

            @Option(value = "whether events may go over the network without encryption, by http://", orElse = "false")
            boolean allowPlaintext)
            implements Plaintext {

        private static final List<String> METHODS = List.of("POST", "PUT", "PATCH");

        public Options {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
            retryOn = List.copyOf(retryOn);
            List<String> faults = new ArrayList<>(Headers.faults(headers));
            List<String> statuses = retryOn;
            tell(faults, "url", () -> UrlPattern.of(url.reveal(), allowPlaintext));
            tell(faults, "retry_on", () -> new Statuses(statuses));
            if (preset != null && body != null) {
                faults.add("body, preset: the preset brings its own body; leave one of them out");
            }
            if (!METHODS.contains(method)) {
                faults.add("method: is not allowed; write POST, PUT or PATCH");
            }
            if (!faults.isEmpty()) {
                throw new IllegalArgumentException(String.join("\n", faults));
            }
        }

        private static void tell(List<String> faults, String option, Runnable check) {
            try {
                check.run();
            } catch (IllegalArgumentException e) {
                faults.add(option + ": " + e.getMessage());
            }
        }

        /** Everything that is never shown. */
        List<String> secrets() {
            List<String> secrets =
                    new ArrayList<>(UrlPattern.of(url.reveal(), true).secrets());
            headers.values().forEach(value -> secrets.add(value.reveal()));
            if (hmac != null) {
                secrets.add(hmac.secret().reveal());
            }
            return secrets;
        }
    }

    private final Options options;
    private final Surroundings surroundings;
    private final UrlPattern pattern;
    private final Dialect dialect;
    private final Statuses passing;
    private final HttpSender http;
    private final Excerpts excerpts;
    private final Blame blame = new Blame();

    public WebhookConnector(Options options, Surroundings surroundings) {
        this.options = options;
        this.surroundings = surroundings;
        this.pattern = UrlPattern.of(options.url().reveal(), options.allowPlaintext());
        this.dialect = dialect(options, new JsonWithLine(surroundings.json()));
        this.passing = new Statuses(options.retryOn());
        this.http = new HttpSender(surroundings.network(), surroundings.clock(), 4 * Dialect.MIB);
        this.excerpts = Excerpts.without(options.secrets());
        pattern.tellIfExposed(surroundings.notices());
    }

    private static Dialect dialect(Options options, JsonWithLine json) {
        Preset preset = options.preset();
        if (preset == null) {
            return new PlainDialect(options.body() == null ? Body.NDJSON : options.body(), json);
        }
        return switch (preset) {
            case SPLUNK_HEC -> new SplunkDialect(json);
            case ELASTICSEARCH, OPENSEARCH -> new BulkDialect(json);
            case LOKI -> new LokiDialect();
            case DATADOG -> new DatadogDialect(json);
            case OTLP -> new OtlpDialect();
        };
    }

    @Override
    public Outcome deliver(List<Entry> entries) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (entries.isEmpty()) {
            return Outcome.DELIVERED;
        }
        Parcel parcel = Parcel.of(entries, dialect, pattern, surroundings.timezone());
        if (parcel.count() == 0) {
            return new Outcome.TooLarge("the event is larger than the " + dialect.entryMost() + " bytes that "
                    + pattern.host() + " keeps of one");
        }
        try {
            Answer answer = http.send(
                    options.method(),
                    parcel.url(),
                    headers(parcel.body()),
                    options.gzip() ? zipped(parcel.body()) : parcel.body());
            return heard(new Reply(answer, entries.subList(0, parcel.count()), entries, excerpts, blame));
        } catch (NoAnswer e) {
            return e.outcome();
        }
    }

    private Outcome heard(Reply reply) {
        return passing.hold(reply.answer().status()) ? reply.retried() : dialect.heard(reply);
    }

    private Map<String, String> headers(byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", dialect.frame().contentType());
        String authorization = pattern.authorization();
        if (authorization != null) {
            headers.put("Authorization", authorization);
        }
        if (options.gzip()) {
            headers.put("Content-Encoding", "gzip");
        }
        options.headers().forEach((name, value) -> {
            headers.keySet().removeIf(name::equalsIgnoreCase);
            headers.put(name, value.reveal());
        });
        Hmac hmac = options.hmac();
        if (hmac != null) {
            headers.put(hmac.header(), hmac.signature(surroundings.clock().instant(), body));
        }
        return headers;
    }

    private static byte[] zipped(byte[] body) {
        var zipped = new ByteArrayOutputStream(body.length / 4 + 64);
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written to", e);
        }
        return zipped.toByteArray();
    }

    @Override
    public void close() {
        http.close();
    }
}

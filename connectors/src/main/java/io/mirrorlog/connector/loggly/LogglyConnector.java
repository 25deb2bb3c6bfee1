package io.mirrorlog.connector.loggly;

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
import io.mirrorlog.connector.http.HttpOutcomes;
import io.mirrorlog.connector.http.HttpSender;
import io.mirrorlog.connector.http.Json;
import io.mirrorlog.connector.http.JsonWithLine;
import io.mirrorlog.connector.http.NoAnswer;
import io.mirrorlog.connector.http.Urls;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Sends entries to Loggly's bulk endpoint, one line each, those with the same tags in one request.
 *
 * <p>Never to its endpoint for single events: that one answers 200 to several lines as well, and keeps them as one event. At
 * least once: an answer that got lost means that the events are sent again.
 */
public final class LogglyConnector implements Connector {

    /** What the user writes under a connection with {@code connector: loggly}. */
    public record Options(
            @Option("the customer token of the Loggly account, not one for its API; a secret")
            Secret<String> token,

            @Option(
                    value = "the tags of each event; {site}, {identifier}, {type} and {date} may stand in them",
                    orElse = "[\"mirrorlog\"]")
            List<String> tags,

            @Option(value = "the host that takes events, without a path", orElse = "https://logs-01.loggly.com")
            String url,

            @Option(
                    value = "json: fields, with the text of the format as line; line: the text of the format alone",
                    orElse = "json")
            Body body,

            @Option(value = "whether events may go over the network without encryption, by http://", orElse = "false")
            boolean allowPlaintext)
            implements Plaintext {

        private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{8,200}");

        public Options {
            tags = List.copyOf(tags);
            List<String> faults = new ArrayList<>();
            if (!TOKEN.matcher(token.reveal()).matches()) {
                faults.add("token: is no customer token; letters, digits and -, such as 12345678-90ab-…");
            }
            try {
                Tags.of(tags);
            } catch (IllegalArgumentException e) {
                faults.add("tags: " + e.getMessage());
            }
            String fault = Urls.fault(url, allowPlaintext);
            if (fault != null) {
                faults.add("url: " + fault);
            } else if (!isHostAlone(URI.create(url))) {
                faults.add("url: holds more than a host; write it alone, such as https://logs-01.loggly.com");
            }
            if (!faults.isEmpty()) {
                throw new IllegalArgumentException(String.join("\n", faults));
            }
        }

        /** The path is ours: another one would take a whole request for one event. */
        private static boolean isHostAlone(URI uri) {
            String path = uri.getRawPath();
            return uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && (path == null || path.isEmpty() || path.equals("/"));
        }
    }

    /** Its answers are short. */
    private static final long ANSWER_MOST = 1 << 16;

    private final Secret<String> endpoint;
    private final Tags tags;
    private final Lines lines;
    private final Surroundings surroundings;
    private final HttpSender http;
    private final Excerpts excerpts;
    private final Blame blame = new Blame();

    public LogglyConnector(Options options, Surroundings surroundings) {
        String url = options.url();
        this.endpoint = options.token().map(token -> url.replaceFirst("/$", "") + "/bulk/" + token + "/");
        this.tags = Tags.of(options.tags());
        this.lines = new Lines(options.body(), new JsonWithLine(surroundings.json()));
        this.surroundings = surroundings;
        this.http = new HttpSender(surroundings.network(), surroundings.clock(), ANSWER_MOST);
        this.excerpts = Excerpts.without(List.of(options.token().reveal()));
        Urls.tellIfExposed(url, surroundings.notices());
    }

    @Override
    public Outcome deliver(List<Entry> entries) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (entries.isEmpty()) {
            return Outcome.DELIVERED;
        }
        List<Parcel> parcels = Parcel.of(entries, tags, lines, surroundings.timezone());
        if (parcels.isEmpty()) {
            return new Outcome.TooLarge(lines.fault(entries.get(0)));
        }
        Set<Long> there = new HashSet<>();
        for (Parcel parcel : parcels) {
            Outcome outcome = sent(parcel, entries, there);
            if (outcome != Outcome.DELIVERED) {
                return there.isEmpty() ? outcome : allBut(there, entries);
            }
            parcel.entries().forEach(entry -> there.add(entry.sequence()));
        }
        return there.size() == entries.size() ? Outcome.DELIVERED : new Outcome.Delivered(there.size(), null);
    }

    /** What is there already is said to be there, whatever became of the others: else it would be sent twice. */
    private static Outcome allBut(Set<Long> there, List<Entry> entries) {
        return new Outcome.Mixed(
                Map.of(),
                entries.stream()
                        .map(Entry::sequence)
                        .filter(sequence -> !there.contains(sequence))
                        .collect(Collectors.toSet()));
    }

    private Outcome sent(Parcel parcel, List<Entry> offered, Set<Long> there) throws InterruptedException {
        String tagged = parcel.tags().isEmpty() ? "" : "tag/" + parcel.tags() + "/";
        try {
            Answer answer = http.send(
                    "POST",
                    endpoint.map(url -> url + tagged),
                    Map.of("Content-Type", lines.contentType()),
                    parcel.body());
            return heard(answer, parcel, offered);
        } catch (NoAnswer e) {
            return e.outcome();
        } catch (InterruptedException e) {
            if (there.isEmpty()) {
                throw e;
            }
            Thread.currentThread().interrupt(); // after what is there has been told
            return new Outcome.Retry("interrupted");
        }
    }

    private Outcome heard(Answer answer, Parcel parcel, List<Entry> offered) {
        String said = excerpts.of(answer.body(), parcel.entries());
        if (answer.isSuccess()) {
            return accepted(answer, said);
        }
        return answer.status() == 400
                ? blame.of(offered, HttpOutcomes.reason(answer, said))
                : HttpOutcomes.of(answer, said);
    }

    private Outcome accepted(Answer answer, String said) {
        if (Json.text(Json.object(Json.read(answer.body())).get("response")).equals("ok")) {
            blame.taken();
            return Outcome.DELIVERED;
        }
        return HttpOutcomes.foreign(answer, said, "how Loggly says that it has taken events");
    }

    @Override
    public void close() {
        http.close();
    }
}

package io.mirrorlog.connector.slack;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Plaintext;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.http.Answer;
import io.mirrorlog.connector.http.Blame;
import io.mirrorlog.connector.http.Excerpts;
import io.mirrorlog.connector.http.HttpOutcomes;
import io.mirrorlog.connector.http.HttpSender;
import io.mirrorlog.connector.http.Json;
import io.mirrorlog.connector.http.NoAnswer;
import io.mirrorlog.connector.http.Urls;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Posts one message to a channel of Slack for each delivery: its event, several, or a digest where too many wait.
 *
 * <p>An event in a digest is delivered; a critical one never is in a digest. At least once: an answer that got lost means that
 * the message is posted again.
 */
public final class SlackConnector implements Connector {

    /** What the user writes under a connection with {@code connector: slack}. */
    public record Options(
            @Option("the URL of an incoming webhook, a secret; or else token and channel") @Nullable
            Secret<String> url,

            @Option("the app's token, xoxb-…, a secret; it posts by chat.postMessage") @Nullable
            Secret<String> token,

            @Option("the id of the channel that token posts to") @Nullable
            String channel,

            @Option(value = "where token calls Slack's API", orElse = "https://slack.com/api")
            String apiUrl,

            @Option(
                    value =
                            "when more events than that wait they are counted in digests, but for critical ones; 0 to 1000",
                    orElse = "20")
            int digestAfter,

            @Option("events that are less grave are only ever counted in digests") @Nullable
            Severity quietBelow,

            @Option(value = "whether events may go over the network without encryption, by http://", orElse = "false")
            boolean allowPlaintext)
            implements Plaintext {

        static final int DIGEST_AFTER_MOST = 1_000;

        private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{8,500}");
        private static final Pattern CHANNEL = Pattern.compile("[^\\s\\p{Cc}]{1,100}");

        public Options {
            List<String> faults = new ArrayList<>();
            if ((url == null) == (token == null)) {
                faults.add("url, token: write one of them: the url of an incoming webhook, or token and channel");
            }
            if ((token == null) != (channel == null)) {
                faults.add("token, channel: one needs the other");
            }
            String fault = url == null ? null : Urls.fault(url.reveal(), allowPlaintext);
            if (fault != null) {
                faults.add("url: " + fault);
            } else if (url != null && isNoWebhook(URI.create(url.reveal()))) {
                faults.add("url: is no incoming webhook; write the whole URL that Slack shows for it,"
                        + " https://hooks.slack.com/services/…");
            }
            String apiFault = Urls.fault(apiUrl, allowPlaintext);
            if (apiFault != null) {
                faults.add("api_url: " + apiFault);
            }
            if (token != null && !TOKEN.matcher(token.reveal()).matches()) {
                faults.add("token: is no token; visible characters without spaces, such as xoxb-…");
            }
            if (channel != null && !CHANNEL.matcher(channel).matches()) {
                faults.add("channel: is no channel; write its id, such as C0123456789");
            }
            if (digestAfter < 0 || digestAfter > DIGEST_AFTER_MOST) {
                faults.add("digest_after: is out of range; 0 to " + DIGEST_AFTER_MOST);
            }
            if (!faults.isEmpty()) {
                throw new IllegalArgumentException(String.join("\n", faults));
            }
        }

        /** Other hosts speak the same way, so only what is wrong at Slack itself is known. */
        private static boolean isNoWebhook(URI uri) {
            String host = uri.getHost();
            String path = String.valueOf(uri.getRawPath());
            return host.equals("slack.com")
                    || (host.matches("hooks\\.slack(-gov)?\\.com") && !path.matches("/services/.+"));
        }

        /** Where messages are posted. */
        Secret<String> endpoint() {
            return url != null ? url : Secret.of(apiUrl.replaceFirst("/+$", "") + "/chat.postMessage");
        }

        /** Everything that is never shown. */
        List<String> secrets() {
            List<String> secrets = new ArrayList<>();
            if (url != null) {
                secrets.addAll(Excerpts.ofUrl(url.reveal()));
            }
            if (token != null) {
                secrets.add(token.reveal());
            }
            return secrets;
        }
    }

    /** Its answers are short, but the API's holds the message again. */
    private static final long ANSWER_MOST = 1 << 18;

    private final Options options;
    private final Secret<String> endpoint;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Surroundings surroundings;
    private final HttpSender http;
    private final Excerpts excerpts;
    private final Blame blame = new Blame();

    public SlackConnector(Options options, Surroundings surroundings) {
        this.options = options;
        this.endpoint = options.endpoint();
        headers.put("Content-Type", "application/json; charset=utf-8");
        if (options.token() != null) {
            headers.put("Authorization", "Bearer " + options.token().reveal());
        }
        this.surroundings = surroundings;
        this.http = new HttpSender(surroundings.network(), surroundings.clock(), ANSWER_MOST);
        this.excerpts = Excerpts.without(options.secrets());
        Urls.tellIfExposed(endpoint.reveal(), surroundings.notices());
    }

    @Override
    public Outcome deliver(List<Entry> entries) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (entries.isEmpty()) {
            return Outcome.DELIVERED;
        }
        Selection selection = Selection.of(entries, options.digestAfter(), options.quietBelow());
        String message = Message.of(selection, options.channel(), surroundings.timezone());
        try {
            Answer answer = http.send("POST", endpoint, headers, message.getBytes(StandardCharsets.UTF_8));
            return heard(answer, selection.count(), entries);
        } catch (NoAnswer e) {
            return e.outcome();
        }
    }

    private Outcome heard(Answer answer, int posted, List<Entry> offered) {
        if (isPosted(answer)) {
            blame.taken();
            return posted == offered.size() ? Outcome.DELIVERED : new Outcome.Delivered(posted, null);
        }
        String said = excerpts.of(answer.body(), offered.subList(0, posted));
        String reason = HttpOutcomes.reason(answer, said);
        return switch (Verdict.of(answer.body())) {
            case MESSAGE -> blame.of(offered, reason);
            case CONNECTION -> new Outcome.Blocked(reason);
            case PASSING -> new Outcome.Retry(reason, answer.retryAfter());
            case UNKNOWN -> byStatus(answer, said);
        };
    }

    /** A webhook answers {@code ok}, the API {@code {"ok":true}}. */
    private static boolean isPosted(Answer answer) {
        return answer.isSuccess()
                && (answer.body().strip().equals("ok")
                        || Boolean.TRUE.equals(
                                Json.object(Json.read(answer.body())).get("ok")));
    }

    private static Outcome byStatus(Answer answer, String said) {
        return answer.isSuccess()
                ? HttpOutcomes.foreign(answer, said, "how Slack says that it has posted a message")
                : HttpOutcomes.of(answer, said);
    }

    @Override
    public void close() {
        http.close();
    }
}

package io.mirrorlog.connector.cloudwatch;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Plaintext;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.http.Blame;
import io.mirrorlog.connector.http.HttpSender;
import io.mirrorlog.connector.http.Urls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts entries into log streams of CloudWatch Logs, each event with its own time.
 *
 * <p>At least once: the service knows no repetitions, so an answer that got lost means that a call's events are stored twice.
 * A delivery makes a call for each stream, at most {@value Plan#CALLS_MAX}.
 */
public final class CloudWatchConnector implements Connector {

    /** What the user writes under a connection with {@code connector: cloudwatch}. */
    public record Options(
            @Option("the region, such as eu-central-1; if absent that of the environment, the profile or the machine")
            @Nullable
            String region,

            @Option(
                    value = "the log group; {site}, {identifier}, {type} and {date} may stand in it",
                    orElse = "mirrorlog")
            String group,

            @Option(
                    value = "the log stream; {site}, {identifier}, {type} and {date} may stand in it",
                    orElse = "{identifier}")
            String stream,

            @Option(value = "whether groups and streams are made when they are missing", orElse = "true")
            boolean create,

            @Option(
                    "how many days a group keeps events, set with each stream that is made; one of those that CloudWatch"
                            + " Logs knows")
            @Nullable
            Integer retentionDays,

            @Option("the URL that is called in the place of the region's, such as that of a VPC endpoint") @Nullable
            String endpoint,

            @Option("the access key's id; with secret_key") @Nullable
            Secret<String> accessKey,

            @Option("the secret access key; with access_key") @Nullable
            Secret<String> secretKey,

            @Option("the session token of temporary keys; with access_key") @Nullable
            Secret<String> sessionToken,

            @Option("the profile in ~/.aws whose credentials are used") @Nullable
            String profile,

            @Option("the ARN of a role that is taken on with the credentials") @Nullable
            String assumeRole,

            @Option(
                    value = "what becomes of an event that is too large: truncate, its end is cut off; refuse",
                    orElse = "truncate")
            Oversize oversize,

            @Option(value = "whether events may go over the network without encryption, by http://", orElse = "false")
            boolean allowPlaintext)
            implements Plaintext {

        private static final Set<Integer> RETENTIONS = new TreeSet<>(Set.of(
                1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
                3653));

        public Options {
            List<String> faults = new ArrayList<>();
            tell(faults, "group", () -> NamePattern.of(group, NamePattern.Kind.GROUP));
            tell(faults, "stream", () -> NamePattern.of(stream, NamePattern.Kind.STREAM));
            if (region != null && !region.matches("[a-z]{2,}(-[a-z0-9]+)+")) {
                faults.add("region: is no region; write one such as eu-central-1");
            }
            if (retentionDays != null && !RETENTIONS.contains(retentionDays)) {
                faults.add("retention_days: CloudWatch Logs knows no such number; write one of " + RETENTIONS);
            }
            if (retentionDays != null && !create) {
                faults.add("retention_days, create: the days are set when something is made; leave one of them out");
            }
            String wrong = endpoint == null ? null : Urls.fault(endpoint, allowPlaintext);
            if (wrong != null) {
                faults.add("endpoint: " + wrong);
            }
            if ((accessKey == null) != (secretKey == null)) {
                faults.add("access_key, secret_key: one is not there without the other; give both, or none");
            }
            if (sessionToken != null && accessKey == null) {
                faults.add("session_token: is part of a key; give access_key and secret_key, too");
            }
            if (profile != null && accessKey != null) {
                faults.add("profile, access_key: there are two kinds of credentials; leave one of them out");
            }
            if (assumeRole != null && !assumeRole.matches("arn:[a-z0-9-]+:iam::[0-9]{12}:role/\\S{1,512}")) {
                faults.add("assume_role: is no role; write its ARN, arn:aws:iam::123456789012:role/NAME");
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
    }

    /** An answer has a few hundred bytes. */
    private static final long ANSWER_MOST = 1 << 20;

    private final Options options;
    private final Plan.Shape shape;
    private final HttpSender http;
    private final Blame blame = new Blame();

    /** What the service has although entries before it are not delivered: it is offered again, and not sent. */
    private final Set<Long> stored = new HashSet<>();

    /** What the service has refused, reason by sequence, although entries before it are not delivered. */
    private final Map<Long, String> refused = new HashMap<>();

    private @Nullable Logs logs;

    public CloudWatchConnector(Options options, Surroundings surroundings) {
        this.options = options;
        this.shape = new Plan.Shape(
                NamePattern.of(options.group(), NamePattern.Kind.GROUP),
                NamePattern.of(options.stream(), NamePattern.Kind.STREAM),
                surroundings.timezone(),
                options.oversize());
        this.http = new HttpSender(surroundings.network(), surroundings.clock(), ANSWER_MOST);
        if (options.endpoint() != null) {
            Urls.tellIfExposed(options.endpoint(), surroundings.notices());
        }
    }

    @Override
    public Outcome deliver(List<Entry> entries) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (entries.isEmpty()) {
            return Outcome.DELIVERED;
        }
        forget(entries.stream().map(Entry::sequence).filter(sequence -> sequence <= 0));
        Plan plan = Plan.of(entries.stream().filter(this::isOpen).toList(), shape);
        refused.putAll(plan.refused());
        LogsFailure failure = sent(plan.parcels());
        int done = 0;
        while (done < entries.size() && !isOpen(entries.get(done))) {
            done++;
        }
        return settled(entries, entries.subList(0, done), failure);
    }

    private Outcome settled(List<Entry> offered, List<Entry> done, @Nullable LogsFailure failure) {
        Map<Long, String> odd = done.stream()
                .map(Entry::sequence)
                .filter(refused::containsKey)
                .collect(Collectors.toMap(sequence -> sequence, sequence -> String.valueOf(refused.get(sequence))));
        boolean all = done.size() == offered.size();
        if (all || (odd.isEmpty() && !done.isEmpty())) {
            forget(done.stream().map(Entry::sequence));
            return !odd.isEmpty()
                    ? new Outcome.Mixed(odd, Set.of())
                    : all ? Outcome.DELIVERED : new Outcome.Delivered(done.size(), null);
        }
        if (failure != null) {
            return failure.refusal() == Refusal.CONTENT ? blame.of(offered, failure.reason()) : failure.outcome();
        }
        // Refusals cannot be told of a part. The part is offered alone soon, with its fate remembered.
        return new Outcome.TooLarge("the events are for more calls than one delivery makes");
    }

    private boolean isOpen(Entry entry) {
        return !stored.contains(entry.sequence()) && !refused.containsKey(entry.sequence());
    }

    private void forget(Stream<Long> sequences) {
        sequences.forEach(sequence -> {
            stored.remove(sequence);
            refused.remove(sequence);
        });
    }

    /**
     * Makes calls until one fails, and remembers what became of their entries.
     *
     * @return why it ended early; null when it did not
     */
    private @Nullable LogsFailure sent(List<Parcel> parcels) throws InterruptedException {
        for (Parcel parcel : parcels) {
            try {
                refused.putAll(put(parcel));
                parcel.sequences()
                        .filter(sequence -> !refused.containsKey(sequence))
                        .forEach(stored::add);
                blame.taken();
            } catch (LogsFailure e) {
                return e;
            }
        }
        return null;
    }

    /** @return those that are refused for good, reason by sequence */
    private Map<Long, String> put(Parcel parcel) throws LogsFailure, InterruptedException {
        try {
            return logs().put(parcel);
        } catch (LogsFailure e) {
            if (e.refusal() == Refusal.STORED) {
                return Map.of();
            }
            if (e.refusal() != Refusal.ABSENT || !options.create()) {
                throw e;
            }
        }
        logs().make(parcel.destination(), options.retentionDays());
        return putIntoNew(parcel);
    }

    private Map<Long, String> putIntoNew(Parcel parcel) throws LogsFailure, InterruptedException {
        try {
            return logs().put(parcel);
        } catch (LogsFailure e) {
            if (e.refusal() != Refusal.ABSENT) {
                throw e;
            }
            // Some parts of the service learn of it later than others.
            String reason = "the log stream was made just now, and is not there yet";
            throw new LogsFailure(Refusal.LATER, new Outcome.Retry(reason), reason);
        }
    }

    private Logs logs() {
        Logs present = logs;
        if (present == null) {
            present = new Logs(options, http);
            logs = present;
        }
        return present;
    }

    /** The SDK's clients hold neither threads nor sockets of their own. */
    @Override
    public void close() {
        http.close();
    }
}

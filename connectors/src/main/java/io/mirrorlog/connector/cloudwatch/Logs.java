package io.mirrorlog.connector.cloudwatch;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.http.Answer;
import io.mirrorlog.connector.http.Excerpts;
import io.mirrorlog.connector.http.HttpOutcomes;
import io.mirrorlog.connector.http.HttpSender;
import io.mirrorlog.connector.http.Json;
import io.mirrorlog.connector.http.NoAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.RejectedLogEventsInfo;

/**
 * The calls of CloudWatch Logs that a mirror needs, each made once. For one thread; made with the first delivery, as it reads
 * files of credentials.
 */
final class Logs {

    private final SdkHttp http;
    private final Clients clients;

    /** The credentials of the last call: what must not be shown. */
    private @Nullable AwsCredentials used;

    /** @param http stays the caller's to close */
    Logs(CloudWatchConnector.Options options, HttpSender http) {
        this.http = new SdkHttp(http);
        this.clients = new Clients(options, this.http);
    }

    /**
     * Stores lines.
     *
     * @return those that the service refuses for good, reason by sequence; it has all others
     */
    Map<Long, String> put(Parcel parcel) throws LogsFailure, InterruptedException {
        List<Line> lines = parcel.inTime();
        List<InputLogEvent> events = lines.stream()
                .map(line -> InputLogEvent.builder()
                        .timestamp(line.millis())
                        .message(line.message())
                        .build())
                .toList();
        PutLogEventsResponse response = called(
                "logs:PutLogEvents",
                lines.stream().map(Line::entry).toList(),
                how -> clients.logs()
                        .putLogEvents(
                                call -> call.logGroupName(parcel.destination().group())
                                        .logStreamName(parcel.destination().stream())
                                        .logEvents(events)
                                        .overrideConfiguration(how)));
        checkThatItIsFromTheService();
        return refused(lines, response.rejectedLogEventsInfo());
    }

    /** A proxy, or a page to log in with, says 200 as well. */
    private void checkThatItIsFromTheService() throws LogsFailure {
        Answer answer = http.last();
        if (answer == null || !answer.whole() || !(Json.read(answer.body()) instanceof Map)) {
            throw new LogsFailure(
                    Refusal.OTHER,
                    new Outcome.Retry(clients.host() + " answers with success, but not as CloudWatch Logs does"),
                    "");
        }
    }

    private static Map<Long, String> refused(List<Line> lines, @Nullable RejectedLogEventsInfo info) {
        Map<Long, String> refused = new HashMap<>();
        if (info == null) {
            return refused;
        }
        // The first two are the first that was not refused, the third is the first that was.
        int old = end(info.tooOldLogEventEndIndex(), lines);
        int expired = end(info.expiredLogEventEndIndex(), lines);
        Integer start = info.tooNewLogEventStartIndex();
        int tooNew = start == null ? lines.size() : Math.max(0, start);
        refuse(lines.subList(0, expired), "the event is older than what the log group retains", refused);
        refuse(lines.subList(0, old), "the event is older than the 14 days that CloudWatch Logs takes", refused);
        for (Line line : lines.subList(Math.min(tooNew, lines.size()), lines.size())) {
            refused.put(line.entry().sequence(), "the event is more than 2 hours ahead of CloudWatch Logs");
        }
        return refused;
    }

    private static int end(@Nullable Integer index, List<Line> lines) {
        return index == null ? 0 : Math.max(0, Math.min(index, lines.size()));
    }

    private static void refuse(List<Line> lines, String reason, Map<Long, String> refused) {
        lines.forEach(line -> refused.put(line.entry().sequence(), reason));
    }

    /**
     * Makes a stream, and its group where that is missing too.
     *
     * @param retentionDays how long the group keeps events; null leaves that as it is. It is set before the stream is
     *     made, so that it is there whenever the stream is
     */
    void make(Destination destination, @Nullable Integer retentionDays) throws LogsFailure, InterruptedException {
        try {
            retain(destination.group(), retentionDays);
            makeStream(destination);
        } catch (LogsFailure e) {
            if (e.refusal() != Refusal.ABSENT) {
                throw e;
            }
            make(
                    "logs:CreateLogGroup",
                    how -> clients.logs()
                            .createLogGroup(call ->
                                    call.logGroupName(destination.group()).overrideConfiguration(how)));
            retain(destination.group(), retentionDays);
            makeStream(destination);
        }
    }

    private void retain(String group, @Nullable Integer days) throws LogsFailure, InterruptedException {
        if (days != null) {
            called(
                    "logs:PutRetentionPolicy",
                    List.of(),
                    how -> clients.logs()
                            .putRetentionPolicy(call -> call.logGroupName(group)
                                    .retentionInDays(days)
                                    .overrideConfiguration(how)));
        }
    }

    private void makeStream(Destination destination) throws LogsFailure, InterruptedException {
        make(
                "logs:CreateLogStream",
                how -> clients.logs()
                        .createLogStream(call -> call.logGroupName(destination.group())
                                .logStreamName(destination.stream())
                                .overrideConfiguration(how)));
    }

    private void make(String action, Function<AwsRequestOverrideConfiguration, ?> call)
            throws LogsFailure, InterruptedException {
        try {
            called(action, List.of(), call);
        } catch (LogsFailure e) {
            if (e.refusal() != Refusal.THERE) {
                throw e;
            }
        }
    }

    private <T> T called(String action, List<Entry> sent, Function<AwsRequestOverrideConfiguration, T> call)
            throws LogsFailure, InterruptedException {
        AwsRequestOverrideConfiguration how = signedWith(credentials());
        try {
            return call.apply(how);
        } catch (AwsServiceException e) {
            throw refused(e, action, sent);
        } catch (SdkException e) {
            throw unanswered(e, new Outcome.Retry(clients.host() + " does not answer as CloudWatch Logs does"));
        }
    }

    private static AwsRequestOverrideConfiguration signedWith(AwsCredentials credentials) {
        return AwsRequestOverrideConfiguration.builder()
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
    }

    /** Those of this very moment: they may change while the agent runs. */
    private AwsCredentials credentials() throws LogsFailure, InterruptedException {
        try {
            AwsCredentials now = clients.credentials().resolveCredentials();
            used = now;
            return now;
        } catch (AwsServiceException e) {
            throw refused(e, "sts:AssumeRole", List.of());
        } catch (SdkException e) {
            String detail = excerpts().of(String.valueOf(e.getMessage()), List.of());
            throw unanswered(e, new Outcome.Blocked("no region or credentials for CloudWatch Logs: " + detail));
        }
    }

    private LogsFailure refused(AwsServiceException e, String action, List<Entry> sent) {
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null || details.errorCode() == null ? "" : details.errorCode();
        String message = details == null || details.errorMessage() == null ? "" : details.errorMessage();
        Answer answer = http.last();
        String said = excerpts().of(message, sent);
        Refusal named = Refusal.of(code, message);
        // Where nothing of an entry was sent, none is to blame.
        Refusal refusal = named == Refusal.CONTENT && sent.isEmpty() ? Refusal.OTHER : named;
        if (refusal == Refusal.OTHER && answer != null) {
            Outcome outcome = HttpOutcomes.of(
                    answer, excerpts().of(code + " " + said, sent).strip());
            return new LogsFailure(refusal, outcome, "");
        }
        String reason = action + ": " + code + (said.isEmpty() ? "" : ": " + said) + refusal.advice();
        return new LogsFailure(refusal, refusal.outcome(reason, answer == null ? null : answer.retryAfter()), reason);
    }

    /** @param otherwise what it means where it was no call that failed */
    private static LogsFailure unanswered(SdkException e, Outcome otherwise) throws InterruptedException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException) {
                throw new InterruptedException("interrupted while sending");
            }
            if (cause instanceof NoAnswer none) {
                return new LogsFailure(Refusal.OTHER, none.outcome(), "");
            }
        }
        return new LogsFailure(Refusal.OTHER, otherwise, "");
    }

    private Excerpts excerpts() {
        List<String> secrets = new ArrayList<>(clients.secrets());
        AwsCredentials last = used;
        if (last != null) {
            secrets.add(last.accessKeyId());
            secrets.add(last.secretAccessKey());
        }
        if (last instanceof AwsSessionCredentials session) {
            secrets.add(session.sessionToken());
        }
        return Excerpts.without(secrets);
    }
}

package io.mirrorlog.connector.cloudwatch;

import io.mirrorlog.connector.contract.HttpAnswer;
import io.mirrorlog.connector.contract.HttpCall;
import io.mirrorlog.connector.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** CloudWatch Logs in small: refuses what the real one refuses. For one thread at a time. */
final class FakeCloudWatch {

    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final Set<Long> RETENTIONS = Set.of(
            1L, 3L, 5L, 7L, 14L, 30L, 60L, 90L, 120L, 150L, 180L, 365L, 400L, 545L, 731L, 1096L, 1827L, 2192L, 2557L,
            2922L, 3288L, 3653L);

    /** What it has of an event. */
    record Stored(String group, String stream, long millis, String message) {}

    /** It says no. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final String code;

        Refused(String code, String message) {
            super(message);
            this.code = code;
        }
    }

    private final Instant now;
    private final Signatures signatures;
    private final Map<String, Map<String, List<Stored>>> groups = new TreeMap<>();
    private final Map<String, Integer> retentions = new TreeMap<>();
    private final List<Stored> arrived = new ArrayList<>();
    private final List<String> actions = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();
    private Duration clockOff = Duration.ZERO;

    /** @param now decides on the age of events; that of a signature is looked at by the real clock */
    FakeCloudWatch(Instant now, Signatures signatures) {
        this.now = now;
        this.signatures = signatures;
    }

    void add(String group, String stream) {
        groups.computeIfAbsent(group, name -> new TreeMap<>()).put(stream, new ArrayList<>());
    }

    void retain(String group, int days) {
        retentions.put(group, days);
    }

    /** The client's clock seems to be off by so much from now on. */
    void turnClock(Duration off) {
        clockOff = off;
    }

    /** Everything that it has, in the order in which it came. */
    List<Stored> arrived() {
        return arrived;
    }

    /** The messages of the events that it refused, as often as it did so. */
    List<String> rejected() {
        return rejected;
    }

    /** What it was asked to do, in order. */
    List<String> actions() {
        return actions;
    }

    /** Days by group. */
    Map<String, Integer> retentions() {
        return retentions;
    }

    HttpAnswer answer(HttpCall call) {
        Instant clock = Instant.now().plus(clockOff);
        Map<String, String> headers = Map.of(
                "Content-Type",
                "application/x-amz-json-1.1",
                "x-amzn-RequestId",
                "11111111-2222-3333-4444-555555555555",
                "Date",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.atOffset(ZoneOffset.UTC)));
        try {
            signatures.check(call, clock);
            return new HttpAnswer(200, headers, acted(call));
        } catch (Refused e) {
            String body = "{\"__type\":\"" + e.code + "\",\"message\":\"" + e.getMessage() + "\"}";
            return new HttpAnswer(400, headers, body);
        }
    }

    private String acted(HttpCall call) {
        check("POST".equals(call.method()) && "/".equals(call.target()), "UnknownOperationException", "no such path");
        check(
                "application/x-amz-json-1.1".equals(call.header("content-type")),
                "SerializationException",
                "no JSON 1.1");
        Map<?, ?> body = Json.object(Json.read(call.text()));
        check(!body.isEmpty(), "SerializationException", "no object");
        String target = String.valueOf(call.header("x-amz-target"));
        actions.add(target.replace("Logs_20140328.", ""));
        return switch (target) {
            case "Logs_20140328.PutLogEvents" -> put(body);
            case "Logs_20140328.CreateLogGroup" -> makeGroup(body);
            case "Logs_20140328.CreateLogStream" -> makeStream(body);
            case "Logs_20140328.PutRetentionPolicy" -> makeRetention(body);
            default -> throw new Refused("UnknownOperationException", "no such operation");
        };
    }

    private String makeGroup(Map<?, ?> body) {
        String group = group(body);
        check(!groups.containsKey(group), "ResourceAlreadyExistsException", "The specified log group already exists");
        groups.put(group, new TreeMap<>());
        return "";
    }

    private String makeStream(Map<?, ?> body) {
        Map<String, List<Stored>> streams = streams(body);
        String stream = stream(body);
        check(
                !streams.containsKey(stream),
                "ResourceAlreadyExistsException",
                "The specified log stream already exists");
        streams.put(stream, new ArrayList<>());
        return "";
    }

    private String makeRetention(Map<?, ?> body) {
        streams(body);
        long days = Json.whole(body.get("retentionInDays"), -1);
        check(RETENTIONS.contains(days), "InvalidParameterException", "no such retention");
        retentions.put(group(body), (int) days);
        return "";
    }

    private String put(Map<?, ?> body) {
        List<Stored> stream = streams(body).get(stream(body));
        check(stream != null, "ResourceNotFoundException", "The specified log stream does not exist.");
        List<Stored> events = Json.list(body.get("logEvents")).stream()
                .map(Json::object)
                .map(event -> new Stored(
                        group(body),
                        stream(body),
                        Json.whole(event.get("timestamp"), -1),
                        Json.text(event.get("message"))))
                .toList();
        checkEvents(events);
        Map<String, Integer> info = new LinkedHashMap<>();
        long retained = retentions.getOrDefault(group(body), Integer.MAX_VALUE);
        int old = first(events, event -> event.millis() >= now.toEpochMilli() - 14 * 24 * HOUR);
        int expired = first(events, event -> event.millis() >= now.toEpochMilli() - retained * 24 * HOUR);
        int early = first(events, event -> event.millis() > now.toEpochMilli() + 2 * HOUR);
        if (old > 0) {
            info.put("tooOldLogEventEndIndex", old);
        }
        if (expired > 0) {
            info.put("expiredLogEventEndIndex", expired);
        }
        if (early < events.size()) {
            info.put("tooNewLogEventStartIndex", early);
        }
        int from = Math.max(old, expired);
        for (int i = 0; i < events.size(); i++) {
            if (i < from || i >= early) {
                rejected.add(events.get(i).message());
            } else {
                Objects.requireNonNull(stream).add(events.get(i));
                arrived.add(events.get(i));
            }
        }
        List<String> parts = info.entrySet().stream()
                .map(part -> "\"" + part.getKey() + "\":" + part.getValue())
                .toList();
        String said = parts.isEmpty() ? "" : ",\"rejectedLogEventsInfo\":{" + String.join(",", parts) + "}";
        return "{\"nextSequenceToken\":\"49545295115971876468408574808437\"" + said + "}";
    }

    private void checkEvents(List<Stored> events) {
        String code = "InvalidParameterException";
        check(!events.isEmpty() && events.size() <= 10_000, code, "1 to 10000 events, not " + events.size());
        long sum = 0;
        long before = 0;
        long earliest = Long.MAX_VALUE;
        long latest = 0;
        for (Stored event : events) {
            check(
                    event.millis() >= before,
                    code,
                    "Log events in a single PutLogEvents request must be in chronological order.");
            check(!event.message().isEmpty(), code, "a message has at least 1 character");
            long size = event.message().getBytes(StandardCharsets.UTF_8).length + 26L;
            check(size <= 1_048_576, code, "Log event too large: " + size + " bytes exceeds limit of 1048576");
            sum += size;
            before = event.millis();
            boolean valid = event.millis() >= now.toEpochMilli() - 14 * 24 * HOUR
                    && event.millis() <= now.toEpochMilli() + 2 * HOUR;
            earliest = valid ? Math.min(earliest, event.millis()) : earliest;
            latest = valid ? Math.max(latest, event.millis()) : latest;
        }
        check(sum <= 1_048_576, code, "Upload too large: " + sum + " bytes exceeds limit of 1048576");
        check(
                latest - earliest < 24 * HOUR,
                code,
                "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
    }

    private static int first(List<Stored> events, Predicate<Stored> wanted) {
        int at = 0;
        while (at < events.size() && !wanted.test(events.get(at))) {
            at++;
        }
        return at;
    }

    private Map<String, List<Stored>> streams(Map<?, ?> body) {
        Map<String, List<Stored>> streams = groups.get(group(body));
        if (streams == null) {
            throw new Refused("ResourceNotFoundException", "The specified log group does not exist.");
        }
        return streams;
    }

    private static String group(Map<?, ?> body) {
        String name = Json.text(body.get("logGroupName"));
        check(
                name.matches("[.\\-_/#A-Za-z0-9]{1,512}") && !name.startsWith("aws/"),
                "InvalidParameterException",
                "no name of a log group");
        return name;
    }

    private static String stream(Map<?, ?> body) {
        String name = Json.text(body.get("logStreamName"));
        check(name.matches("[^:*]{1,512}"), "InvalidParameterException", "no name of a log stream");
        return name;
    }

    static void check(boolean fine, String code, String message) {
        if (!fine) {
            throw new Refused(code, message);
        }
    }
}

package io.mirrorlog.connector.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import io.mirrorlog.connector.cloudwatch.FakeCloudWatch.Stored;
import io.mirrorlog.connector.contract.HttpAnswer;
import io.mirrorlog.connector.contract.HttpCall;
import io.mirrorlog.connector.contract.HttpConnectorContract;
import io.mirrorlog.connector.contract.HttpFault;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkGlobalTime;

class CloudWatchConnectorTest extends HttpConnectorContract {

    private static final String KEY = "AKIAFAKEFAKEFAKEFAKE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static final String TOKEN = "IQoJb3JpZ2luX2VjEXAMPLETOKEN";
    private static final Duration LONG = Duration.ofSeconds(30);

    private FakeCloudWatch service;

    /** Loading the SDK is not part of what is timed. */
    @BeforeAll
    static void loadTheSdk() throws Exception {
        var surroundings = new Surroundings("first", InstantSource.fixed(NOW), notice -> {});
        try (Connector connector =
                new CloudWatchConnector(new Sample(URI.create("http://127.0.0.1:1")).options(), surroundings)) {
            connector.deliver(entries("one"));
        }
    }

    /** The SDK keeps it for the whole process. */
    @AfterEach
    void setTheClockOfTheSdkBack() {
        SdkGlobalTime.setGlobalTimeOffset(0);
    }

    @BeforeEach
    void startService() {
        service = new FakeCloudWatch(NOW, new Signatures(KEY, SECRET, TOKEN, "eu-central-1"));
        service.add("mirrorlog", "shop");
    }

    @Override
    protected ConnectorType<?> type() {
        return ConnectorTypes.find("cloudwatch").orElseThrow();
    }

    @Override
    protected Record options(URI url, Duration timeout) {
        return new Sample(url).refusing().options();
    }

    @Override
    protected Connector connector(URI url, Duration timeout) {
        return connector(new Sample(url).refusing(), timeout);
    }

    @Override
    protected HttpAnswer answer(HttpCall call) {
        return service.answer(call);
    }

    @Override
    protected List<String> arrived() {
        return service.arrived().stream().map(Stored::message).toList();
    }

    private Connector connector(Sample sample, Duration timeout) {
        var network = new Network(timeout, null, null);
        var surroundings = new Surroundings(
                "under-test", ZoneOffset.UTC, InstantSource.fixed(NOW), notice -> {}, network, (to, entry) -> {});
        return new CloudWatchConnector(sample.options(), surroundings);
    }

    private Sample sample() {
        return new Sample(server().url());
    }

    private static Entry at(long sequence, Instant time, String site, String text) {
        var event = new Event(
                time.atOffset(ZoneOffset.UTC),
                site,
                Severity.LOW,
                "something happened",
                Scalar.of(sequence),
                Scalar.of("user/login: *"),
                null,
                null,
                Event.NONE,
                Event.NONE);
        return new Entry(sequence, event, site, text);
    }

    private Outcome delivered(Sample sample, List<Entry> entries) throws Exception {
        try (Connector connector = connector(sample, LONG)) {
            return connector.deliver(entries);
        }
    }

    // --- what arrives

    @Test
    void putsEachEventWithItsOwnTimeIntoTheStreamOfItsSite() throws Exception {
        delivered(sample(), List.of(at(1, NOW.minusMillis(1), "shop", "[…] [shop].[LOW]:[sold]{}")));
        assertThat(service.arrived())
                .containsExactly(new Stored(
                        "mirrorlog", "shop", NOW.minusMillis(1).toEpochMilli(), "[…] [shop].[LOW]:[sold]{}"));
    }

    @Test
    void sortsByTheTimeAndKeepsTheOrderOfWhatHappenedInOneMillisecond() throws Exception {
        Outcome outcome = delivered(
                sample(),
                List.of(
                        at(1, NOW, "shop", "third"),
                        at(2, NOW.minusSeconds(9), "shop", "first"),
                        at(3, NOW, "shop", "fourth"),
                        at(4, NOW.minusSeconds(1), "shop", "second")));
        assertThat(outcome).isEqualTo(Outcome.DELIVERED);
        assertThat(arrived()).containsExactly("first", "second", "third", "fourth");
    }

    @Test
    void namesGroupsAndStreamsByTheEvent() throws Exception {
        Sample sample = sample().named("logs/{type}", "{date}/{site}/{type}");
        assertThat(delivered(sample, List.of(at(1, NOW, "my shop", "a")))).isEqualTo(Outcome.DELIVERED);
        assertThat(service.arrived())
                .extracting(Stored::group, Stored::stream)
                .containsExactly(tuple("logs/user/login---", "2026-11-21/my shop/user/login- -"));
    }

    // --- what is made

    @Test
    void makesTheGroupItsRetentionAndTheStreamWhenTheyAreMissing() throws Exception {
        Sample sample = sample().named("new", "{site}").retaining(30);
        assertThat(delivered(sample, List.of(at(1, NOW, "shop", "a")))).isEqualTo(Outcome.DELIVERED);
        assertThat(service.actions())
                .containsExactly(
                        "PutLogEvents",
                        "PutRetentionPolicy",
                        "CreateLogGroup",
                        "PutRetentionPolicy",
                        "CreateLogStream",
                        "PutLogEvents");
        assertThat(service.retentions()).containsEntry("new", 30);
        assertThat(arrived()).containsExactly("a");
    }

    @Test
    void makesAStreamInAGroupThatIsThere() throws Exception {
        assertThat(delivered(sample(), List.of(at(1, NOW, "wiki", "a")))).isEqualTo(Outcome.DELIVERED);
        assertThat(service.actions()).containsExactly("PutLogEvents", "CreateLogStream", "PutLogEvents");
        assertThat(service.retentions()).isEmpty();
    }

    @Test
    void goesOnWhereItWasBrokenOffWhileMakingThem() throws Exception {
        try (Connector connector = connector(sample().named("new", "{site}").retaining(30), LONG)) {
            server().next(
                            wire -> wire.send(wire.taken()),
                            wire -> wire.send(wire.taken()),
                            wire -> wire.send(wire.taken()));
            server().next(HttpFault.ENDS_WITHOUT_AN_ANSWER); // the second PutRetentionPolicy
            List<Entry> entries = List.of(at(1, NOW, "shop", "a"));
            assertThat(connector.deliver(entries)).isInstanceOf(Outcome.Retry.class);
            assertThat(connector.deliver(entries)).isEqualTo(Outcome.DELIVERED);
        }
        assertThat(service.retentions()).containsEntry("new", 30);
    }

    @Test
    void takesWhatSomebodyElseHasMade() throws Exception {
        server().next(wire -> {
            wire.send(wire.taken());
            server().looking(() -> {
                service.add("mirrorlog", "wiki");
                return true;
            });
        });
        assertThat(delivered(sample(), List.of(at(1, NOW, "wiki", "a")))).isEqualTo(Outcome.DELIVERED);
        assertThat(arrived()).containsExactly("a");
    }

    @Test
    void makesNothingWhereItIsNotToAndSaysWhatIsMissing() throws Exception {
        Outcome outcome = delivered(sample().named("new", "{site}").making(false), List.of(at(1, NOW, "shop", "a")));
        assertThat(outcome)
                .isEqualTo(
                        new Outcome.Blocked("logs:PutLogEvents: ResourceNotFoundException: The specified log group does"
                                + " not exist.; make it, or set create: true"));
        assertThat(service.actions()).containsExactly("PutLogEvents");
    }

    // --- limits

    @Test
    void endsADeliveryWhereACallWouldSpanADay() throws Exception {
        List<Entry> entries = LongStream.range(0, 60)
                .mapToObj(i -> at(i + 1, NOW.minus(Duration.ofHours(60 - i)), "shop", "event " + i))
                .toList();
        try (Connector connector = connector(sample(), LONG)) {
            assertThat(connector.deliver(entries)).isEqualTo(new Outcome.Delivered(24, null));
            deliverAll(connector, entries.subList(24, 60));
        }
        assertThat(arrived()).hasSize(60);
        assertThat(service.actions()).hasSize(3);
    }

    @Test
    void makesOneCallForEachStreamAndAtMostTen() throws Exception {
        List<Entry> entries = LongStream.range(0, 100)
                .mapToObj(i -> at(i + 1, NOW, "site-" + (i < 40 ? i % 4 : i % 25), "event " + i))
                .toList();
        IntStream.range(0, 25).forEach(i -> service.add("mirrorlog", "site-" + i));
        try (Connector connector = connector(sample(), LONG)) {
            Outcome outcome = connector.deliver(entries);
            assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
            int count = ((Outcome.Delivered) outcome).count();
            assertThat(service.actions()).hasSize(10);
            assertThat(arrived()).hasSize(count);
            deliverAll(connector, entries.subList(count, 100));
        }
        assertThat(arrived()).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void sendsNothingTwiceThatArrivedBeforeAnotherStreamFailed() throws Exception {
        service.add("mirrorlog", "wiki");
        List<Entry> entries = LongStream.range(0, 10)
                .mapToObj(i -> at(i + 1, NOW, i == 3 || i == 6 ? "wiki" : "shop", "event " + i))
                .toList();
        server().next(wire -> wire.send(wire.taken()));
        server().next(new HttpAnswer(503, ""), new HttpAnswer(503, ""));
        try (Connector connector = connector(sample(), LONG)) {
            assertThat(connector.deliver(entries)).isEqualTo(new Outcome.Delivered(3, null));
            assertThat(connector.deliver(entries.subList(3, 10))).isInstanceOf(Outcome.Retry.class);
            assertThat(connector.deliver(entries.subList(3, 10))).isEqualTo(Outcome.DELIVERED);
        }
        assertThat(arrived()).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void cutsWhatIsTooLargeBetweenCharactersAndMarksIt() throws Exception {
        String text = "a" + "漢".repeat(400_000);
        assertThat(delivered(sample(), List.of(at(1, NOW, "shop", text)))).isEqualTo(Outcome.DELIVERED);
        String there = arrived().get(0);
        assertThat(there).startsWith("a漢漢").endsWith("漢[truncated: 1200001 bytes]");
        assertThat(there.getBytes(StandardCharsets.UTF_8).length).isBetween(1_048_370, 1_048_376);
    }

    @Test
    void refusesWhatIsTooLargeWhereItIsToldTo() throws Exception {
        Outcome outcome = delivered(
                sample().refusing(),
                List.of(at(1, NOW, "shop", "a"), at(2, NOW, "shop", "b".repeat(1_048_377)), at(3, NOW, "shop", "c")));
        assertThat(outcome)
                .isEqualTo(new Outcome.Mixed(
                        Map.of(2L, "the event has 1048377 bytes, CloudWatch Logs takes 1048376; see oversize"),
                        Set.of()));
        assertThat(arrived()).containsExactly("a", "c");
    }

    @Test
    void refusesWhatTheServiceCannotHold() throws Exception {
        Outcome outcome = delivered(
                sample(), List.of(at(1, NOW, "shop", ""), at(2, Instant.parse("1969-12-31T23:59:59Z"), "shop", "a")));
        assertThat(outcome).isInstanceOf(Outcome.Mixed.class);
        assertThat(((Outcome.Mixed) outcome).refused()).containsOnlyKeys(1L, 2L);
        assertThat(server().begun()).isZero();
    }

    // --- what is refused

    @Test
    void setsAsideExactlyTheEventsThatTheServiceRefuses() throws Exception {
        service.retain("mirrorlog", 7);
        List<Entry> entries = List.of(
                at(1, NOW.plus(Duration.ofMinutes(119)), "shop", "soon"),
                at(2, NOW.plus(Duration.ofMinutes(121)), "shop", "too soon"),
                at(3, NOW.minus(Duration.ofHours(21)), "shop", "yesterday"));
        assertThat(delivered(sample(), entries))
                .isEqualTo(new Outcome.Mixed(
                        Map.of(2L, "the event is more than 2 hours ahead of CloudWatch Logs"), Set.of()));

        Instant week = NOW.minus(Duration.ofDays(7));
        List<Entry> aged =
                List.of(at(4, week.plusSeconds(1), "shop", "kept"), at(5, week.minusSeconds(1), "shop", "expired"));
        assertThat(delivered(sample(), aged))
                .isEqualTo(
                        new Outcome.Mixed(Map.of(5L, "the event is older than what the log group retains"), Set.of()));

        List<Entry> old = List.of(at(6, NOW.minus(Duration.ofDays(15)), "shop", "old"));
        assertThat(delivered(sample(), old))
                .isEqualTo(new Outcome.Mixed(
                        Map.of(6L, "the event is older than the 14 days that CloudWatch Logs takes"), Set.of()));
        assertThat(arrived()).containsExactly("yesterday", "soon", "kept");
    }

    @Test
    void findsTheOneEventThatTheServiceDoesNotTake() throws Exception {
        server().always(error(400, "InvalidParameterException", "1 validation error detected"));
        try (Connector connector = connector(sample(), LONG)) {
            assertThat(connector.deliver(List.of(at(1, NOW, "shop", "a"), at(2, NOW, "shop", "b"))))
                    .isInstanceOf(Outcome.TooLarge.class);
            assertThat(connector.deliver(List.of(at(1, NOW, "shop", "a"))))
                    .isEqualTo(new Outcome.Mixed(
                            Map.of(1L, "logs:PutLogEvents: InvalidParameterException: 1 validation error detected"),
                            Set.of()));
        }
    }

    // --- what the service says

    @ParameterizedTest
    @CsvSource({
        "400, ThrottlingException, Rate exceeded, Retry",
        "400, TooManyRequestsException, Rate exceeded, Retry",
        "500, ServiceUnavailableException, , Retry",
        "500, InternalServerException, , Retry",
        "500, InternalFailure, , Retry",
        "400, RequestTimeout, , Retry",
        "400, OperationAbortedException, Multiple concurrent requests to update the same resource were in conflict., Retry",
        "400, RequestTimeTooSkewed, , Retry",
        "400, RequestExpired, , Retry",
        "400, InvalidSignatureException, Signature expired: 20261121T104207Z is now earlier than 20261121T110000Z, Retry",
        "400, InvalidSignatureException, Signature not yet current: 20261121T104207Z, Retry",
        "400, InvalidSignatureException, The request signature we calculated does not match, Blocked",
        "400, IncompleteSignatureException, , Blocked",
        "400, UnrecognizedClientException, The security token included in the request is invalid., Blocked",
        "400, InvalidClientTokenId, , Blocked",
        "400, ExpiredTokenException, The security token included in the request is expired, Blocked",
        "400, MissingAuthenticationTokenException, Missing Authentication Token, Blocked",
        "400, AccessDeniedException, User is not authorized to perform: logs:PutLogEvents, Blocked",
        "400, OptInRequired, , Blocked",
        "400, LimitExceededException, , Blocked",
        "400, DataAlreadyAcceptedException, The given batch of log events has already been accepted., Delivered",
        "400, InvalidSequenceTokenException, The next expected sequenceToken is: 4, Blocked",
        "400, UnknownOperationException, , Blocked",
        "404, SomethingNew, , Blocked",
        "503, SomethingNew, , Retry",
        "400, com.amazonaws.logs#ThrottlingException, Rate exceeded, Retry",
    })
    void givesEachErrorItsMeaning(int status, String code, String message, String outcome) throws Exception {
        server().always(error(status, code, message == null ? "" : message));
        List<Entry> entries = List.of(at(1, NOW, "shop", CONTENT));
        Outcome said = delivered(sample(), entries);
        assertThat(said.getClass().getSimpleName()).isEqualTo(outcome);
        assertIsTold(said, entries);
        assertThat(server().begun()).isEqualTo(1);
        if (!outcome.equals("Delivered")) {
            assertThat(said.toString()).contains(code.replace("com.amazonaws.logs#", ""));
        }
    }

    private static HttpAnswer error(int status, String code, String message) {
        return new HttpAnswer(status, "{\"__type\":\"" + code + "\",\"message\":\"" + message + "\"}");
    }

    @Test
    void takesOverTheClockOfTheService() throws Exception {
        service.turnClock(Duration.ofHours(3));
        try (Connector connector = connector(sample(), LONG)) {
            List<Entry> entries = List.of(at(1, NOW, "shop", "a"));
            Outcome outcome = connector.deliver(entries);
            assertThat(outcome).isInstanceOf(Outcome.Retry.class);
            assertThat(outcome.toString()).contains("the clock of this machine is off");
            assertThat(connector.deliver(entries)).isEqualTo(Outcome.DELIVERED);
        }
    }

    @Test
    void isBlockedByAnotherKey() throws Exception {
        service = new FakeCloudWatch(NOW, new Signatures(KEY, "another", TOKEN, "eu-central-1"));
        assertThat(delivered(sample(), List.of(at(1, NOW, "shop", "a")))).isInstanceOf(Outcome.Blocked.class);
    }

    @Test
    void isBlockedWithoutCredentials() throws Exception {
        Outcome outcome = delivered(sample().profile("nobody-has-this"), List.of(at(1, NOW, "shop", "a")));
        assertThat(outcome).isInstanceOf(Outcome.Blocked.class);
        assertThat(outcome.toString()).contains("no region or credentials", "nobody-has-this");
        assertThat(server().begun()).isZero();
    }

    @Test
    void doesNotTakeAProxysPageForTheService() throws Exception {
        for (String body : List.of("", "<html>log in</html>", "[]", "\"ok\"")) {
            server().next(new HttpAnswer(200, body));
            assertThat(delivered(sample(), List.of(at(1, NOW, "shop", "a")))).isInstanceOf(Outcome.Retry.class);
        }
        assertThat(arrived()).isEmpty();
    }

    @Test
    void goesThroughTheProxyOfTheConnection() throws Exception {
        var network = new Network(LONG, Secret.of(server().url()), null);
        var surroundings = new Surroundings(
                "under-test", ZoneOffset.UTC, InstantSource.fixed(NOW), notice -> {}, network, (to, entry) -> {});
        Sample sample = new Sample(URI.create("http://logs.invalid:1234")).plaintext();
        try (Connector connector = new CloudWatchConnector(sample.options(), surroundings)) {
            connector.deliver(List.of(at(1, NOW, "shop", "a")));
        }
        assertThat(server().calls())
                .singleElement()
                .satisfies(call -> assertThat(call.target()).isEqualTo("http://logs.invalid:1234/"));
    }

    @Test
    void takesOnARole() throws Exception {
        service = new FakeCloudWatch(NOW, new Signatures("ASIAROLE", "role-secret", "role-token", "eu-central-1"));
        service.add("mirrorlog", "shop");
        List<String> asked = new ArrayList<>();
        System.setProperty("aws.endpointUrlSts", server().url().toString());
        try (Connector connector = connector(sample().role("arn:aws:iam::123456789012:role/mirror"), LONG)) {
            server().next(new HttpAnswer(
                    400,
                    "<ErrorResponse><Error><Code>Throttling</Code><Message>Rate</Message></Error></ErrorResponse>"));
            assertThat(connector.deliver(entries("a"))).isInstanceOf(Outcome.Retry.class);
            server().next(wire -> {
                asked.add(wire.call().text());
                wire.send(new HttpAnswer(200, ROLE));
            });
            assertThat(connector.deliver(entries("a"))).isEqualTo(Outcome.DELIVERED);
            assertThat(connector.deliver(entries("b"))).isEqualTo(Outcome.DELIVERED);
        } finally {
            System.clearProperty("aws.endpointUrlSts");
        }
        assertThat(asked)
                .singleElement()
                .satisfies(text -> assertThat(text).contains("Action=AssumeRole", "role%2Fmirror"));
        assertThat(arrived()).containsExactly("a", "b");
    }

    private static final String ROLE =
            "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>"
                    + "<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey>"
                    + "<SessionToken>role-token</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>"
                    + "</Credentials></AssumeRoleResult></AssumeRoleResponse>";

    // --- options

    @Test
    void tellsAllThatIsWrongWithItsOptions() {
        assertThatThrownBy(() -> new CloudWatchConnector.Options(
                        "Frankfurt",
                        "aws/x",
                        "a:b",
                        false,
                        8,
                        "http://logs.example",
                        Secret.of("key"),
                        null,
                        null,
                        "p",
                        "role",
                        Oversize.TRUNCATE,
                        false))
                .hasMessageContainingAll(
                        "region: ",
                        "group: must not begin",
                        "stream: is no such name",
                        "retention_days: ",
                        "retention_days, create: ",
                        "endpoint: must begin with https",
                        "access_key, secret_key: ",
                        "profile, access_key: ",
                        "assume_role: ");
        assertThatThrownBy(() -> NamePattern.of("{site}".repeat(6), NamePattern.Kind.STREAM))
                .hasMessageContaining("at most 512");
    }

    /** Options, one by one. */
    private record Sample(
            URI endpoint,
            String group,
            String stream,
            boolean create,
            @Nullable Integer days,
            @Nullable String profile,
            @Nullable String role,
            Oversize oversize,
            boolean allowPlaintext) {

        Sample(URI endpoint) {
            this(endpoint, "mirrorlog", "{identifier}", true, null, null, null, Oversize.TRUNCATE, false);
        }

        Sample refusing() {
            return new Sample(endpoint, group, stream, create, days, profile, role, Oversize.REFUSE, allowPlaintext);
        }

        Sample named(String newGroup, String newStream) {
            return new Sample(endpoint, newGroup, newStream, create, days, profile, role, oversize, allowPlaintext);
        }

        Sample retaining(int newDays) {
            return new Sample(endpoint, group, stream, create, newDays, profile, role, oversize, allowPlaintext);
        }

        Sample making(boolean newCreate) {
            return new Sample(endpoint, group, stream, newCreate, days, profile, role, oversize, allowPlaintext);
        }

        Sample profile(String newProfile) {
            return new Sample(endpoint, group, stream, create, days, newProfile, role, oversize, allowPlaintext);
        }

        Sample role(String newRole) {
            return new Sample(endpoint, group, stream, create, days, profile, newRole, oversize, allowPlaintext);
        }

        Sample plaintext() {
            return new Sample(endpoint, group, stream, create, days, profile, role, oversize, true);
        }

        CloudWatchConnector.Options options() {
            boolean keys = profile == null;
            return new CloudWatchConnector.Options(
                    "eu-central-1",
                    group,
                    stream,
                    create,
                    days,
                    endpoint.toString(),
                    keys ? Secret.of(KEY) : null,
                    keys ? Secret.of(SECRET) : null,
                    keys ? Secret.of(TOKEN) : null,
                    profile,
                    role,
                    oversize,
                    allowPlaintext);
        }
    }
}

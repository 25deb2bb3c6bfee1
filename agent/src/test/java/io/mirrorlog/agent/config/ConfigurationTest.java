package io.mirrorlog.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mirrorlog.agent.filter.Filter;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.agent.redact.Redaction;
import io.mirrorlog.connector.ByteSize;
import io.mirrorlog.connector.Identifier;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Pace;
import io.mirrorlog.connector.Rate;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Surroundings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

    private static final String SMALLEST = "connections: { nowhere: { connector: discard } }\n";
    private static final String TOKEN = "0123456789abcdef";

    @TempDir
    Path folder;

    Loading loading;

    @BeforeEach
    void beginWithAnEmptyEnvironment() {
        loading = new Loading(folder);
    }

    @Test
    void theSmallestHasTheDefaultsOfAllElse() throws Exception {
        Configuration configuration = loading.load(SMALLEST);

        assertThat(configuration.site()).isEqualTo("web-1.example");
        assertThat(configuration.dataDir()).isEqualTo(folder.resolve("data"));
        assertThat(configuration.queue())
                .isEqualTo(new QueueSettings(
                        "sqlite",
                        Durability.FULL,
                        Duration.ofDays(7),
                        ByteSize.ofGiB(10),
                        ByteSize.ofMiB(500),
                        Duration.ofHours(24)));
        HttpSettings http = configuration.intake().http();
        assertThat(http.listen()).isEqualTo(new ListenAddress("127.0.0.1", 8514));
        assertThat(http.tokens()).isEmpty();
        assertThat(http.adminToken()).isNull();
        assertThat(http.maxBody()).isEqualTo(ByteSize.ofMiB(8));
        assertThat(configuration.maintenance())
                .isEqualTo(new MaintenanceSettings(
                        "0 15 3 * * ?",
                        "0 7 * * * ?",
                        "0 30 3 * * ?",
                        "0 40 3 * * ?",
                        "0 50 3 * * ?",
                        Duration.ofDays(30),
                        ZoneId.of("UTC")));
        ConnectionSettings nowhere = connection(configuration, "nowhere");
        assertThat(nowhere.options()).isEqualTo(new FakeConnectors.DiscardOptions());
        assertThat(nowhere.identifier()).isNull();
        assertThat(nowhere.format()).isEqualTo(FormatSettings.Named.LINE);
        assertThat(nowhere.timezone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(nowhere.retry())
                .isEqualTo(new RetrySettings(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofDays(7)));
        assertThat(nowhere.start()).isEqualTo(new Start.Now());
        assertThat(nowhere.limits()).isEqualTo(nowhere.type().limits());
    }

    @Test
    void everyOptionIsRead() throws Exception {
        Configuration configuration =
                loading.with("SHOP_TOKEN", "shop-" + TOKEN).load("""
                site: web-2
                data_dir: ./var/../state
                queue:
                  url: sqlite
                  durability: normal
                  retention: 30d
                  max_size: 1GB
                  min_free_disk: 0
                  dedupe: 1h
                intake:
                  http:
                    listen: "[::1]:0"
                    tokens: { shop: "${env:SHOP_TOKEN}", "my wiki": "${env:WIKI_TOKEN:-wiki-0123456789abcdef}" }
                    admin_token: 'admin-0123456789abcdef'
                    cors: ["https://wiki.example", "http://localhost:8080"]
                    max_body: 1MiB
                connections:
                  audit.file-1:
                    connector: file
                    identifier: my site
                    path: mirror/activity.log
                    mode: 0600
                    format: { template: "{{message}}" }
                    timezone: Europe/Berlin
                    delivery: queued
                    batch: { events: 500, bytes: 8KiB, linger: 250ms }
                    retry: { first: 10ms, max: 1s }
                    start: 2026-01-31T00:00:00+01:00
                  screen: { connector: console, format: json, color: never, start: earliest }
                maintenance: { retention: "0 0 4 ? * SUN 2030", timezone: America/New_York }
                """);

        assertThat(configuration.dataDir()).isEqualTo(folder.resolve("state"));
        assertThat(configuration.queue().maxSize()).isEqualTo(new ByteSize(1_000_000_000));
        HttpSettings http = configuration.intake().http();
        assertThat(http.listen()).isEqualTo(new ListenAddress("::1", 0));
        assertThat(http.tokens())
                .containsExactly(
                        Map.entry("shop", Secret.of("shop-" + TOKEN)),
                        Map.entry("my wiki", Secret.of("wiki-" + TOKEN)));
        assertThat(http.adminToken()).isEqualTo(Secret.of("admin-" + TOKEN));
        assertThat(http.cors()).containsExactly("https://wiki.example", "http://localhost:8080");
        assertThat(configuration.connections()).containsOnlyKeys("audit.file-1", "screen");
        ConnectionSettings file = connection(configuration, "audit.file-1");
        assertThat(file.name()).isEqualTo("audit.file-1");
        assertThat(file.options())
                .isEqualTo(new FakeConnectors.FileOptions(
                        folder.resolve("mirror/activity.log"), "0600", FakeConnectors.Fsync.BATCH));
        assertThat(file.identifier()).isEqualTo(Identifier.parse("my site"));
        assertThat(file.format()).isEqualTo(new FormatSettings.Template("{{message}}"));
        assertThat(file.timezone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(file.limits()).isEqualTo(new Limits(500, 8192, Duration.ofMillis(250)));
        assertThat(file.start()).isEqualTo(new Start.At(Instant.parse("2026-01-30T23:00:00Z")));
        ConnectionSettings screen = connection(configuration, "screen");
        assertThat(screen.format()).isEqualTo(FormatSettings.Named.JSON);
        assertThat(screen.start()).isEqualTo(new Start.Earliest());
        assertThat(screen.open(new Surroundings("screen", InstantSource.fixed(Instant.EPOCH), notice -> {})))
                .isNotNull();
    }

    @Test
    void tenMistakesShowTenMessages() {
        assertThat(loading.problems("""
                site: web 1
                data_dri: ./data
                queue: { durability: ful, retention: 30s, max_size: 10 gigs }
                intake:
                  http:
                    listen: 0.0.0.0:8514
                    max_body: [8MiB]
                connections:
                  slack-ops:
                    connector: hook
                    ulr: https://hooks.example/a
                    url: "${env:SLACK_URL}"
                  files:
                    connector: file
                    identifier: ""
                    path: .
                    retry: { first: 1h, max: 5m }
                """))
                .containsExactly(
                        "config.yml:2:1: data_dri: no such option (did you mean data_dir?)",
                        "config.yml:3:22: queue.durability: \"ful\" is not allowed; write full or normal"
                                + " (did you mean full?)",
                        "config.yml:3:38: queue.retention: 30s is out of range; 1m to 3650d",
                        "config.yml:3:53: queue.max_size: \"10 gigs\" is no size;"
                                + " write bytes, or a number and its unit: 8KiB, 500MiB, 1GB",
                        "config.yml:6:13: intake.http.listen: 0.0.0.0:8514 can be reached from other machines and there"
                                + " are no tokens; give each site a token, or listen on 127.0.0.1",
                        "config.yml:7:15: intake.http.max_body: is a list; write one value",
                        "config.yml:11:5: connections.slack-ops.ulr: no such option (did you mean url?)",
                        "config.yml:12:10: connections.slack-ops.url: the environment variable SLACK_URL is not set;"
                                + " set it, or write ${env:SLACK_URL:-default}",
                        "config.yml:15:17: connections.files.identifier: is no name;"
                                + " at most 100 letters, digits, spaces and . _ -, the first a letter or digit;"
                                + " {site} may stand in it",
                        "config.yml:16:11: connections.files.path: FOLDER is a folder; give a file"
                                .replace("FOLDER", folder.toString()),
                        "config.yml:17:30: connections.files.retry.max: a longest wait of 5m is shorter than the first"
                                + " of 1h; max is at least first");
    }

    @Test
    void aFullSampleOfLaterVersionsIsToldFromMisspelling() {
        assertThat(loading.problems("""
                # What is announced, and what is not.
                intake: { syslog: { udp: "127.0.0.1:5514" }, http: { } }
                connections:
                  a: { connector: jdbc, url: "jdbc:sqlite:x.db", only: { severity: high+ } }
                  b: { connector: file, path: b.log, colour: 1 }
                  c: { connector: consol }
                """))
                .containsExactly(
                        "config.yml:2:11: intake.syslog: no such option in this version",
                        "config.yml:4:19: connections.a.connector: no such connector in this version;"
                                + " console, discard, file, hook, slow",
                        "config.yml:5:38: connections.b.colour: no such option; known are agent_events, batch,"
                                + " burst, connector, delivery, direct, except, format, fsync, identifier, mode, only,"
                                + " parallel, path, rate, redact, retry, start, timezone",
                        "config.yml:6:19: connections.c.connector: no such connector;"
                                + " console, discard, file, hook, slow (did you mean console?)");
    }

    @Test
    void theAgentsOwnEventsGoToTheFirstFileUnlessItSaysOtherwise() throws Exception {
        Configuration plain = loading.load("""
                connections:
                  screen: { connector: console }
                  first: { connector: file, path: a.log }
                  second: { connector: file, path: b.log }
                """);
        assertThat(plain.connections().values())
                .extracting(ConnectionSettings::agentEvents)
                .containsExactly(false, true, false);
        Configuration chosen = loading.load("""
                connections:
                  screen: { connector: console, agent_events: true }
                  first: { connector: file, path: a.log, agent_events: false }
                  second: { connector: file, path: b.log }
                """);
        assertThat(chosen.connections().values())
                .extracting(ConnectionSettings::agentEvents)
                .containsExactly(true, false, false);
    }

    @Test
    void aConnectionGetsTheEventsThatItsFiltersLetPass() throws Exception {
        Configuration configuration = loading.load("""
                connections:
                  all: { connector: discard }
                  some:
                    connector: discard
                    only: { severity: high+, types: [1000, 4000-4020, "user/*"], sites: [shop], users: [admin], metadata: { post_type: [page] } }
                    except: { types: [9999] }
                  same:
                    connector: discard
                    only: { severity: high+, types: ["1000", 4000-4020, user/*], sites: [shop], users: [admin], metadata: { post_type: [page] } }
                    except: { types: [9999] }
                """);
        assertThat(connection(configuration, "all").filter()).isEqualTo(Filter.ALL);
        assertThat(connection(configuration, "some").filter())
                .isEqualTo(connection(configuration, "same").filter())
                .isNotEqualTo(Filter.ALL);
    }

    @Test
    void whatMakesNoSenseOfFiltersIsToldWithItsPlace() {
        assertThat(loading.problems("""
                connections:
                  a: { connector: discard, only: { severity: grave+ } }
                  b: { connector: discard, only: { types: [20-10, ok] } }
                  c: { connector: discard, except: { metadata: { a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q: [x] }, type: [1] } }
                  d: { connector: discard, except: { users: admin } }
                """))
                .satisfiesExactly(
                        problem -> assertThat(problem)
                                .startsWith("config.yml:2:46: connections.a.only.severity: may be critical, high"),
                        problem -> assertThat(problem)
                                .isEqualTo(
                                        "config.yml:3:44: connections.b.only.types[0]: is no range: 20 is more than 10"),
                        problem -> assertThat(problem)
                                .startsWith("config.yml:4:50: connections.c.except.metadata")
                                .contains("is no path"),
                        problem -> assertThat(problem)
                                .isEqualTo(
                                        "config.yml:4:92: connections.c.except.type: no such option (did you mean types?)"),
                        problem -> assertThat(problem)
                                .startsWith("config.yml:5:45: connections.d.except.users: is one value"));
    }

    @Test
    void whatMakesNoSenseOfAnIdentifierIsToldWithItsPlace() {
        assertThat(loading.problems("""
                connections:
                  a: { connector: discard, identifier: "wiki-{date}" }
                  b: { connector: discard, identifier: "{site}-{type}" }
                  c: { connector: discard, identifier: "-{site}" }
                  d: { connector: discard, identifier: "{site" }
                """))
                .containsExactly(
                        "config.yml:2:40: connections.a.identifier: is no name; at most 100 letters, digits, spaces and"
                                + " . _ -, the first a letter or digit; {site} may stand in it",
                        "config.yml:3:40: connections.b.identifier: holds another placeholder than {site}, the only one"
                                + " that may stand in it",
                        "config.yml:4:40: connections.c.identifier: is no name; at most 100 letters, digits, spaces and"
                                + " . _ -, the first a letter or digit; {site} may stand in it",
                        "config.yml:5:40: connections.d.identifier: is no name; at most 100 letters, digits, spaces and"
                                + " . _ -, the first a letter or digit; {site} may stand in it");
    }

    @Test
    void aConnectionMaySeeLessThanThereIs() throws Exception {
        Configuration configuration = loading.load("""
                connections:
                  all: { connector: discard }
                  some:
                    connector: discard
                    redact: { remove: [session_id], mask: [agent.name], truncate_ip: [client_ip], hash: [user], key: "0123456789abcdef" }
                  same:
                    connector: discard
                    redact:
                      remove: ["session_id"]
                      mask: ["agent.name"]
                      truncate_ip: [client_ip]
                      hash: [user]
                      key: 0123456789abcdef
                  other: { connector: discard, redact: { hash: [user], key: "fedcba9876543210" } }
                """);
        assertThat(connection(configuration, "all").redaction()).isEqualTo(Redaction.NONE);
        assertThat(connection(configuration, "some").redaction())
                .isEqualTo(connection(configuration, "same").redaction())
                .isNotEqualTo(connection(configuration, "other").redaction())
                .isNotEqualTo(Redaction.NONE);
    }

    @Test
    void whatMakesNoSenseOfARedactionIsToldWithItsPlaceAndWithoutItsKey() {
        assertThat(loading.problems("""
                connections:
                  a: { connector: discard, redact: { hash: [user] } }
                  b: { connector: discard, redact: { hash: [user], key: too-short } }
                  c: { connector: discard, redact: { mask: [a, ""], hsah: [b] } }
                  d: { connector: discard, redact: { remove: [message], mask: user } }
                  e: { connector: discard, redact: { mask: [a], remove: [a] } }
                """))
                .satisfiesExactly(
                        problem -> assertThat(problem)
                                .isEqualTo("config.yml:2:44: connections.a.redact.hash: without a key anybody could"
                                        + " guess what is hashed; write a key"),
                        problem -> assertThat(problem)
                                .isEqualTo("config.yml:3:57: connections.b.redact.key: is too short; write at least 16"
                                        + " characters"),
                        problem -> assertThat(problem)
                                .startsWith("config.yml:4:48: connections.c.redact.mask[1]: is no path"),
                        problem -> assertThat(problem)
                                .isEqualTo("config.yml:4:53: connections.c.redact.hsah: no such option (did you mean"
                                        + " hash?)"),
                        problem -> assertThat(problem)
                                .startsWith("config.yml:5:46: connections.d.redact.remove: message is in every event"),
                        problem -> assertThat(problem)
                                .startsWith("config.yml:5:63: connections.d.redact.mask: is one value"),
                        problem -> assertThat(problem)
                                .isEqualTo("config.yml:6:44: connections.e.redact.mask: a stands in remove already"));
    }

    @Test
    void anythingElseThanSqliteComesLater() {
        assertThat(loading.problems("""
                queue: { url: "jdbc:postgresql://db/mirrorlog" }
                connections: { a: { connector: discard } }
                """))
                .containsExactly("config.yml:1:15: queue.url: PostgreSQL comes in a later version; write sqlite");
    }

    @Test
    void aConnectionIsWrittenToDirectlyWithinTwoSecondsUnlessItSaysOtherwise() throws Exception {
        Configuration configuration = loading.load("""
                connections:
                  queued: { connector: discard }
                  usual: { connector: discard, delivery: direct }
                  strict: { connector: discard, delivery: direct, direct: { timeout: 50ms, on_failure: reject } }
                """);
        assertThat(connection(configuration, "queued").direct()).isNull();
        assertThat(connection(configuration, "usual").direct())
                .isEqualTo(new DirectSettings(Duration.ofSeconds(2), DirectSettings.OnFailure.QUEUE));
        assertThat(connection(configuration, "strict").direct())
                .isEqualTo(new DirectSettings(Duration.ofMillis(50), DirectSettings.OnFailure.REJECT));
    }

    @Test
    void aConnectionCallsAsOftenAsItsConnectorSaysUnlessItSaysOtherwise() throws Exception {
        Configuration configuration = loading.load("""
                connections:
                  always: { connector: discard }
                  chosen: { connector: discard, rate: 10/s }
                  calm: { connector: discard, rate: 10/s, burst: 1 }
                  own: { connector: slow, batch: { events: 1 } }
                  burst: { connector: slow, burst: 7 }
                  rate: { connector: slow, rate: 30/m }
                """);
        assertThat(pace(configuration, "always")).isNull();
        assertThat(pace(configuration, "chosen")).isEqualTo(new Pace(Rate.parse("10/s"), 10));
        assertThat(pace(configuration, "calm")).isEqualTo(new Pace(Rate.parse("10/s"), 1));
        assertThat(pace(configuration, "own")).isEqualTo(new Pace(Rate.parse("1/s"), 3));
        assertThat(pace(configuration, "burst")).isEqualTo(new Pace(Rate.parse("1/s"), 7));
        assertThat(pace(configuration, "rate")).isEqualTo(new Pace(Rate.parse("30/m"), 1));
        assertThat(connection(configuration, "own").limits().events()).isEqualTo(1);
    }

    private static @Nullable Pace pace(Configuration configuration, String name) {
        return connection(configuration, name).limits().pace();
    }

    @Test
    void aConnectionMakesOneCallAtATimeUnlessItSaysOtherwise() throws Exception {
        Configuration configuration = loading.load("""
                connections:
                  one: { connector: discard }
                  many: { connector: discard, parallel: 16 }
                """);
        assertThat(connection(configuration, "one").pace()).isEqualTo(PaceSettings.USUAL);
        assertThat(connection(configuration, "many").pace().parallel()).isEqualTo(16);
        assertThat(loading.problems("""
                connections:
                  a: { connector: discard, parallel: 0 }
                  b: { connector: discard, parallel: 17 }
                  c: { connector: file, path: a.log, parallel: 2 }
                """))
                .containsExactly(
                        "config.yml:2:38: connections.a.parallel: 0 is out of range; 1 to 16",
                        "config.yml:3:38: connections.b.parallel: 17 is out of range; 1 to 16",
                        "config.yml:4:48: connections.c.parallel: several calls at once are not for file, where events"
                                + " stand in the queue's order, each exactly once; write 1");
    }

    @Test
    void whatMakesNoSenseOfAPaceIsToldWithItsPlace() {
        assertThat(loading.problems("""
                connections:
                  a: { connector: discard, rate: 10 }
                  b: { connector: discard, burst: 5 }
                  c: { connector: discard, rate: 1/s, burst: 0 }
                  d: { connector: slow, burst: 10001 }
                """))
                .containsExactly(
                        "config.yml:2:34: connections.a.rate: \"10\" is no rate; write 1 to 10000 calls a second, a"
                                + " minute or an hour: 10/s, 30/m, 500/h",
                        "config.yml:3:35: connections.b.burst: a burst without a rate means nothing; write rate, such as"
                                + " 10/s, too",
                        "config.yml:4:46: connections.c.burst: 0 is out of range; 1 to 10000",
                        "config.yml:5:32: connections.d.burst: 10001 is out of range; 1 to 10000");
    }

    @Test
    void whatMakesNoSenseOfDirectWritingIsToldAtOnce() {
        assertThat(loading.problems("""
                connections:
                  a: { connector: file, path: a.log, delivery: direct }
                  b: { connector: discard, direct: { timeout: 1s } }
                  c: { connector: discard, delivery: soon, direct: { timeout: 49ms } }
                  d: { connector: discard, delivery: direct, direct: { timeout: 31s, on_failure: forget } }
                """))
                .containsExactly(
                        "config.yml:2:48: connections.a.delivery: direct is not for file, which has an event from the"
                                + " queue within milliseconds, in order, and exactly once; write queued",
                        "config.yml:3:36: connections.b.direct: the section is for delivery: direct; write that, or"
                                + " leave the section out",
                        "config.yml:4:38: connections.c.delivery: \"soon\" is not allowed; write queued or direct",
                        "config.yml:4:63: connections.c.direct.timeout: 49ms is out of range; 50ms to 30s",
                        "config.yml:5:65: connections.d.direct.timeout: 31s is out of range; 50ms to 30s",
                        "config.yml:5:82: connections.d.direct.on_failure: \"forget\" is not allowed; write queue or reject");
    }

    @Test
    void aSharedDestinationIsWrittenOnce() throws Exception {
        Configuration configuration = loading.load("""
                connections:
                  first: &hook
                    connector: hook
                    url: https://hooks.example/a
                    sockets: 2
                    headers: { a: b }
                  second: { <<: *hook, sockets: 3, identifier: two }
                """);

        var first =
                (FakeConnectors.HookOptions) connection(configuration, "first").options();
        var second =
                (FakeConnectors.HookOptions) connection(configuration, "second").options();
        assertThat(second.url()).isEqualTo(first.url()).isEqualTo(Secret.of(URI.create("https://hooks.example/a")));
        assertThat(List.of(first.sockets(), second.sockets())).containsExactly(2, 3);
        assertThat(second.retryOn()).containsExactly("429", "5xx");
        assertThat(second.headers()).containsEntry("a", "b");
    }

    @Test
    void whatOneConnectorRefusesDoesNotHideTheRest() {
        assertThat(loading.problems("""
                connections:
                  a: { connector: hook, url: "http://hooks.example/a", sockets: 9, gzip: yes }
                  b: { connector: hook, sockets: 0, batch: { events: 20000, bytes: 1, linger: 1h } }
                  c: { connector: discard, batch: { events: 2000 } }
                  d: { connector: discard, format: [json] }
                """))
                .containsExactly(
                        "config.yml:2:30: connections.a.url: must start with https, unlike the value",
                        "config.yml:2:74: connections.a.gzip: \"yes\" is neither true nor false",
                        "config.yml:3:3: connections.b.url: is missing; it is required: where to post",
                        "config.yml:3:54: connections.b.batch.events: 20000 is out of range; 1 to 10000",
                        "config.yml:3:68: connections.b.batch.bytes: 1 is out of range; 1KiB to 64MiB",
                        "config.yml:3:79: connections.b.batch.linger: 1h is out of range; 0 to 1m",
                        "config.yml:4:45: connections.c.batch.events: 2000 is more than discard takes at once;"
                                + " at most 1000",
                        "config.yml:5:36: connections.d.format: is a list; write one value or a section");
    }

    @Test
    void whatADefaultDoesNotMendIsToldOnce() {
        assertThat(loading.problems("""
                connections:
                  a:
                    connector: hook
                    url: https://hooks.example/a
                    sockets: 2
                    headers: { a: a, b: b, c: c, d: d, e: e }
                """))
                .containsExactly("config.yml:5:14: connections.a.sockets: 2 are fewer than the headers");
    }

    @Test
    void sitesHaveTheirOwnSafeTokens() {
        assertThat(loading.problems("""
                intake:
                  http:
                    tokens:
                      shop: short
                      my.wiki: 0123456789abcdef
                      other: 0123456789abcdef
                      "a:b": 0123456789abcdeg
                    admin_token: 0123456789abcdeg
                """ + SMALLEST))
                .containsExactly(
                        "config.yml:4:13: intake.http.tokens.shop: is no token;"
                                + " at least 16 visible ASCII characters without spaces",
                        "config.yml:6:14: intake.http.tokens.other: is the token of my.wiki too; each site has its own",
                        "config.yml:7:14: intake.http.tokens.a:b: the key is no name of a site;"
                                + " at most 100 letters, digits, spaces and . _ -, the first a letter or digit",
                        "config.yml:8:18: intake.http.admin_token: is the token of a site too; the admin has its own");
    }

    @Test
    void aBrokenTokenDoesNotMakeAListenerUnsafe() {
        assertThat(loading.problems(
                        "intake: { http: { listen: \"0.0.0.0:1\", tokens: { a: \"${env:A}\" } } }\n" + SMALLEST))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("config.yml:1:53: intake.http.tokens.a: the environment variable A is not set");
    }

    @Test
    void dedupeNeverOutlivesRetention() {
        String told = ": a dedupe of 1d is longer than the retention of 1h; dedupe is at most the retention";
        assertThat(loading.problems("queue: { retention: 1h }\n" + SMALLEST))
                .containsExactly("config.yml:1:21: queue.retention" + told);
        assertThat(loading.problems("queue: { retention: 1h, dedupe: 24h }\n" + SMALLEST))
                .containsExactly("config.yml:1:33: queue.dedupe" + told);
    }

    @Test
    void noSecretIsEverShown() throws Exception {
        Files.writeString(folder.resolve("secret"), "hunter2-from-a-file\n");
        Files.createDirectory(folder.resolve("hunter2-folder"));
        loading.with("SECRET", "hunter2-from-the-environment").with("FOLDER", "hunter2-folder");
        List<String> problems = loading.problems("""
                site: "${file:secret}!"
                queue: { durability: "${env:SECRET}", retention: "${file:secret}", url: "${env:SECRET}" }
                intake: { http: { listen: "${env:SECRET}", admin_token: hunter2, cors: ["${env:SECRET}"] } }
                connections:
                  a: { connector: hook, url: "hunter2 in the clear", password: { hunter2: hunter2 } }
                  b: { connector: hook, url: "ftp://hunter2", headers: { a: "${file:secret}" } }
                  c: { connector: "${env:SECRET}" }
                  d: { connector: file, path: "${file:secret}/../..", mode: "${file:secret}" }
                  e: { connector: file, path: "${env:FOLDER}" }
                maintenance: { timezone: "${env:SECRET}", retention: "${file:secret}" }
                """);

        assertThat(problems)
                .hasSizeGreaterThan(12)
                .allSatisfy(problem -> assertThat(problem).doesNotContain("hunter2"));
        Configuration accepted = loading.load("""
                intake: { http: { tokens: { shop: hunter2-0123456789 }, admin_token: hunter2-admin-0123456789 } }
                connections:
                  a: { connector: hook, url: "https://hunter2.example", password: "${env:SECRET}" }
                """);
        assertThat(accepted.toString()).doesNotContain("hunter2").contains("***");
    }

    @Test
    void filesAndFoldersThatCannotBeWrittenAreToldBeforehand() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Files.createSymbolicLink(folder.resolve("link"), folder);
        assertThat(loading.problems("""
                data_dir: file
                connections:
                  a: { connector: file, path: file/a.log }
                  b: { connector: file, path: new/b.log }
                  c: { connector: file, path: link/new/../new/b.log }
                  d: { connector: file, path: "" }
                """))
                .containsExactly(
                        "config.yml:1:11: data_dir: file is a file; give a folder",
                        "config.yml:3:31: connections.a.path: file is a file; give a path whose parents are folders",
                        "config.yml:5:31: connections.c.path: is written by connections.b already;"
                                + " give each its own file",
                        "config.yml:6:31: connections.d.path: \"\" is no path of a file or folder");
        assertThat(file).isEmptyFile();
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void noEventMayBringTwoConnectionsToOneFile() throws Exception {
        Files.createDirectory(folder.resolve("m"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("m"));
        String told = "; give each its own folder, or another beginning or end of the name";
        assertThat(loading.problems("""
                connections:
                  a: { connector: file, path: "m/{site}.log" }
                  b: { connector: file, path: "m/all.log" }
                  c: { connector: file, path: "m/{site}.log" }
                  d: { connector: file, path: "link/x-{identifier}.log" }
                  e: { connector: file, path: "m/{date}/x.log" }
                  f: { connector: file, path: "m/2026-11-21/x.log" }
                  g: { connector: file, path: "n/{date}.log" }
                  h: { connector: file, path: "n/2026-{site}" }
                """))
                .containsExactly(
                        "config.yml:3:31: connections.b.path: may name a file that connections.a writes" + told,
                        "config.yml:4:31: connections.c.path: is written by connections.a already;"
                                + " give each its own file",
                        "config.yml:5:31: connections.d.path: may name a file that connections.a writes" + told,
                        "config.yml:7:31: connections.f.path: may name a file that connections.e writes" + told,
                        "config.yml:9:31: connections.h.path: may name a file that connections.g writes" + told);
        assertThat(loading.load("""
                connections:
                  a: { connector: file, path: "m/{site}.log" }
                  b: { connector: file, path: "m/{site}.json" }
                  c: { connector: file, path: "m/{site}/x.log" }
                  d: { connector: file, path: "m/{site}/y.log" }
                  e: { connector: file, path: "n/x-{site}.log" }
                  f: { connector: file, path: "n/y-{site}.log" }
                  g: { connector: file, path: "n/{date}.log" }
                  h: { connector: file, path: "n/all.log" }
                  i: { connector: file, path: "n/x-.log" }
                  j: { connector: file, path: "n/odd}.log" }
                  k: { connector: file, path: "n/2026-1-01.log" }
                """).connections()).hasSize(11);
    }

    @Test
    void namesOfConnectionsAreSafe() {
        assertThat(loading.problems("connections: { \"../up\": { connector: discard } }"))
                .containsExactly("config.yml:1:16: connections.../up: is no name of a connection;"
                        + " at most 64 letters, digits and . _ -, the first a letter or digit");
    }

    @Test
    void withoutAConnectionThereIsNothingToDo() {
        String told = "connections: there is none; name at least one destination";
        assertThat(loading.problems("")).containsExactly("config.yml:1:1: " + told);
        assertThat(loading.problems("queue:\n\nconnections:\n")).containsExactly("config.yml:3:1: " + told);
        assertThat(loading.problems("connections: { a: }"))
                .containsExactly("config.yml:1:16: connections.a.connector: is missing; it is required:"
                        + " the kind of destination");
        assertThat(loading.problems("- a"))
                .containsExactly("config.yml:1:1: is a list; write a section: options with" + " their values");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        var missing = catchThrowableOfType(ConfigurationException.class, () -> loading.load(Path.of("missing.yml")));
        assertThat(missing).hasMessage("missing.yml: no such file");
        var tooLarge = loading.problems("#".repeat(ConfigurationLoader.BYTES_MAX + 1));
        assertThat(tooLarge).containsExactly("config.yml: is too large; at most 1MiB");
        assertThat(loading.problems(new byte[] {'a', ':', '\n', ' ', (byte) 0xff}))
                .containsExactly("config.yml:2:2: not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aDamagedFileIsRefusedInNoOtherWay(long seed) throws Exception {
        String whole = Files.readString(Path.of("../config.example.yml")).replaceAll("(?m)^( *)#(?! \\S)", "$1");
        var random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            var damaged = new StringBuilder(whole);
            for (int slips = 1 + random.nextInt(4); slips > 0; slips--) {
                int at = random.nextInt(damaged.length());
                damaged.replace(
                        at,
                        Math.min(at + random.nextInt(3), damaged.length()),
                        "x:-[{\"#&*\n $".substring(random.nextInt(11)));
            }
            try {
                loading.load(damaged.toString());
            } catch (ConfigurationException e) {
                assertThat(e.problems())
                        .isSortedAccordingTo(
                                Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                        .allSatisfy(problem -> assertThat(problem.text()).isNotBlank());
            }
        }
    }

    @Test
    void aHostNameBecomesTheNameOfASite() {
        assertThat(Names.siteOf("_web/1.example")).isEqualTo("web-1.example");
        assertThat(Names.siteOf("")).isEqualTo("localhost");
        assertThat(Names.siteOf("h".repeat(300))).hasSize(100);
    }

    private static ConnectionSettings connection(Configuration configuration, String name) {
        return Objects.requireNonNull(configuration.connections().get(name), name);
    }

    @Test
    void refusesATemplateThatCannotBeWritten() {
        assertThat(loading.problems(
                        "connections: { a: { connector: discard, format: { template: \"{{#user}}x\" } } }\n"))
                .singleElement()
                .asString()
                .contains(": connections.a.format.template: ");
    }

    @Test
    void isTheSameWhenTheSameIsLoadedAgain() throws Exception {
        String yaml = """
                intake: { http: { tokens: { shop: 0123456789abcdef } } }
                connections:
                  a: { connector: hook, url: "https://u", password: p, headers: { A: b }, format: { template: "{{message}}" } }
                  b: { connector: file, path: ./b.log, batch: { events: 5 }, start: 2026-01-31T00:00:00Z, timezone: Europe/Berlin }
                """;
        assertThat(loading.load(yaml)).isEqualTo(loading.load(yaml));
        assertThat(loading.load(yaml).connections().get("a"))
                .isNotEqualTo(loading.load(yaml.replace("password: p", "password: q"))
                        .connections()
                        .get("a"));
    }

    @Test
    void namesTheOptionsOutsideOfTheConnectionsInWhichTwoDiffer() throws Exception {
        Configuration one = loading.load(SMALLEST);
        Configuration other = loading.load("""
                site: shop
                data_dir: ./elsewhere
                queue: { max_size: 1GiB, dedupe: 1h }
                intake: { http: { listen: "127.0.0.1:0", admin_token: 0123456789abcdef } }
                maintenance: { keep_refused: 1d }
                connections: { other: { connector: discard } }
                """);
        assertThat(one.differencesOutsideConnections(other))
                .containsExactly(
                        "site",
                        "data_dir",
                        "queue.max_size",
                        "queue.dedupe",
                        "intake.http.listen",
                        "intake.http.admin_token",
                        "maintenance.keep_refused");
        assertThat(one.differencesOutsideConnections(loading.load(SMALLEST.replace("nowhere", "there"))))
                .isEmpty();
    }
}

package io.mirrorlog.agent.config;

import static io.mirrorlog.agent.config.Loading.SMALLEST;
import static io.mirrorlog.agent.config.Loading.connection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.ByteSize;
import io.mirrorlog.connector.Identifier;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole: what there is without a word of it, and what is told of mistakes. */
class ConfigurationTest {

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
                  b: { connector: file, path: b.log, colour: 1 }
                  c: { connector: consol }
                """))
                .containsExactly(
                        "config.yml:2:11: intake.syslog: no such option in this version",
                        "config.yml:4:38: connections.b.colour: no such option; known are agent_events, batch,"
                                + " burst, connector, delivery, direct, except, format, fsync, identifier, mode, only,"
                                + " parallel, path, rate, redact, retry, start, timezone",
                        "config.yml:5:19: connections.c.connector: no such connector;"
                                + " console, discard, file, hook, slow (did you mean console?)");
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

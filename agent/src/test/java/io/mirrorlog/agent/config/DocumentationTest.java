package io.mirrorlog.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.filter.Criteria;
import io.mirrorlog.agent.redact.RedactionOptions;
import io.mirrorlog.agent.stream.SampleOptions;
import io.mirrorlog.agent.stream.StreamOptions;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.Tls;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is printed about the configuration is true. */
class DocumentationTest {

    private static final Pattern SAMPLE = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
    private static final Pattern SWITCHED_OFF = Pattern.compile("^ *#(?! \\S)(?=.*\\w).*");

    @TempDir
    Path folder;

    Loading loading;

    @BeforeEach
    void provideWhatTheSamplesName() throws IOException {
        Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(folder.resolve("secrets/wiki-token"), "wiki-0123456789abcdef\n");
        Files.writeString(folder.resolve("streams.json"), "{\"test.event\":{\"schema_title\":\"test/event\"}}");
        loading = new Loading(folder, ConnectorTypes.builtIn()).with("SHOP_TOKEN", "shop-0123456789abcdef");
        for (String secret : List.of(
                "HOOK_TOKEN",
                "HOOK_SECRET",
                "PROXY_PASSWORD",
                "ELASTIC_KEY",
                "SPLUNK_TOKEN",
                "LOKI_PASSWORD",
                "DD_API_KEY",
                "OTLP_TOKEN",
                "LOGGLY_TOKEN",
                "SLACK_TOKEN",
                "DATABASE_PASSWORD",
                "WIKI_PASSWORD")) {
            loading.with(secret, "secret-0123456789abcdef");
        }
        loading.with("SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/T0/B0/secret-0123456789abcdef");
    }

    static List<String> samples() throws IOException {
        try (Stream<Path> pages = Files.walk(Path.of("../docs"))) {
            return pages.filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .flatMap(page -> SAMPLE.matcher(
                                    text("docs/" + Path.of("../docs").relativize(page)))
                            .results()
                            .map(match -> match.group(1)))
                    .toList();
        }
    }

    @ParameterizedTest(name = "sample {index}")
    @MethodSource("samples")
    void everySampleLoads(String sample) throws Exception {
        for (String repository : List.of("own", "primary/jsonschema", "secondary/jsonschema")) {
            Files.createDirectories(folder.resolve("schemas").resolve(repository)); // is looked for
        }
        assertThat(loading.load(sample).connections()).isNotEmpty();
    }

    static Stream<Class<? extends Record>> sections() {
        return Stream.of(
                TopOptions.class,
                QueueSettings.class,
                HttpSettings.class,
                MediaWikiSettings.class,
                MediaWikiSettings.Login.class,
                SchemasSettings.class,
                StreamOptions.class,
                SampleOptions.class,
                CommonOptions.Kind.class,
                CommonOptions.class,
                FormatSettings.Template.class,
                BatchSettings.class,
                Criteria.class,
                RedactionOptions.class,
                DirectSettings.class,
                RetrySettings.class,
                Network.class,
                Tls.class,
                MaintenanceSettings.class);
    }

    @ParameterizedTest
    @MethodSource("sections")
    void everyOptionIsDescribedWithItsDefault(Class<? extends Record> section) {
        String page = text("docs/configuration.md");
        for (OptionSpec option : OptionSpec.of(section)) {
            String standard = option.orElse() != null
                    ? "`" + Pattern.quote(option.orElse()) + "`"
                    : option.isRequired() ? "required" : "[^|`]*";
            var row = Pattern.compile("(?m)^\\| `" + option.key() + "` \\| [^|]+ \\| ?" + standard + " ?\\|");
            assertThat(row.matcher(page).find()).as(option.key()).isTrue();
        }
    }

    static List<ConnectorType<?>> connectors() {
        return ConnectorTypes.builtIn();
    }

    @ParameterizedTest
    @MethodSource("connectors")
    void everyConnectorHasAPageThatDescribesItsOptionsWithTheirDefaults(ConnectorType<?> connector) {
        String page = text("docs/connectors/" + connector.name() + ".md");
        for (OptionSpec option : OptionSpec.of(connector.options())) {
            assertThat(page).contains("`" + option.key() + "`");
            assertThat(page).contains(option.orElse() == null ? "required" : "`" + option.orElse() + "`");
        }
    }

    /** After a change: {@code java -jar agent/target/mirrorlog.jar schema > docs/config.schema.json}. */
    @Test
    void theSchemaForEditorsIsThatOfTheCode() {
        assertThat(text("docs/config.schema.json")).isEqualTo(ConfigSchema.generate(ConnectorTypes.builtIn()));
    }

    @Test
    void theExampleWorksUnedited() throws Exception {
        Configuration configuration = loading.load(text("config.example.yml"));

        assertThat(configuration.intake().http().listen()).hasToString("127.0.0.1:8514");
        assertThat(configuration.connections().get("activity-file"))
                .extracting(ConnectionSettings::options)
                .extracting("path")
                .isEqualTo(folder.resolve("data/mirror/activity.log"));
    }

    /** The example once for each block of it that is switched off: with that block, and only that, switched on. */
    static List<String> examples() {
        List<String> lines = text("config.example.yml").lines().toList();
        List<String> examples = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            int end = at + 1;
            if (isSwitchedOff(lines.get(at))) {
                boolean section = lines.get(at).endsWith(":");
                while (section && end < lines.size() && isSwitchedOff(lines.get(end))) {
                    end++;
                }
                List<String> edited = new ArrayList<>(lines);
                edited.subList(at, end).replaceAll(line -> line.replaceFirst("#", ""));
                examples.add(String.join("\n", edited));
            }
            at = end;
        }
        return examples;
    }

    @ParameterizedTest(name = "block {index}")
    @MethodSource("examples")
    void everythingInTheExampleCanBeSwitchedOn(String example) throws Exception {
        assertThat(loading.load(example)).isNotNull();
    }

    @Test
    void theExampleWorksWithAllOfItSwitchedOn() throws Exception {
        String all = String.join(
                "\n",
                text("config.example.yml")
                        .lines()
                        .map(line -> isSwitchedOff(line) ? line.replaceFirst("#", "") : line)
                        .toList());
        Configuration configuration = loading.load(all);

        assertThat(examples()).hasSizeGreaterThan(12);
        assertThat(configuration.connections())
                .containsOnlyKeys(
                        "activity-file",
                        "by-site",
                        "screen",
                        "nowhere",
                        "hook",
                        "cloud",
                        "central",
                        "loggly",
                        "slack",
                        "rows");
        assertThat(configuration.queue())
                .isEqualTo(loading.load(text("config.example.yml")).queue());
        assertThat(configuration.maintenance())
                .isEqualTo(loading.load(text("config.example.yml")).maintenance());
    }

    private static boolean isSwitchedOff(String line) {
        return SWITCHED_OFF.matcher(line).matches();
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of("..").resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

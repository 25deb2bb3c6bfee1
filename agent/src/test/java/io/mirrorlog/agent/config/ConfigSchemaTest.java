package io.mirrorlog.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

class ConfigSchemaTest {

    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
            .getSchema(ConfigSchema.generate(FakeConnectors.TYPES), InputFormat.JSON);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "site: 42",
                "data_dir: ./d",
                "queue:",
                "queue: { url: sqlite, durability: normal, retention: 90s, max_size: 20000000, min_free_disk: 0, dedupe: 5s }",
                "queue: { retention: '${env:SET}d', durability: '${env:WORD}' }",
                "intake:",
                "intake: { http: { listen: '127.0.0.1:0', tokens: { shop: 0123456789abcdef }, cors: ['https://a.example'] } }",
                "intake: { http: { tokens: , cors: } }",
                "maintenance: { retention: '0 0 * * * ?', timezone: Europe/Berlin }",
                "+ { connector: file, path: a.log, mode: 0640, fsync: never }",
                "+ { connector: file, path: a.log, format: json, timezone: UTC, delivery: queued, identifier: x }",
                "+ { connector: file, path: a.log, format: { template: '{{message}}' } }",
                "+ { connector: discard, delivery: direct }",
                "+ { connector: discard, delivery: direct, direct: { timeout: 500ms, on_failure: reject } }",
                "+ { connector: file, path: a.log, batch: { events: 5, bytes: 1KiB, linger: 0 }, start: earliest }",
                "+ { connector: file, path: a.log, retry: { first: 1s, max: 1m } }",
                "+ { connector: file, path: a.log, start: 2026-01-31T00:00:00Z }",
                "+ { connector: hook, url: 'https://a.example', sockets: 3, gzip: true, retry_on: [429], headers: { a: b } }",
                "+ { connector: hook, url: '${env:URL}', sockets: '${env:SET}', gzip: '${env:TRUTH}' }",
                "+ { connector: hook, url: 'https://a.example', sockets: '3', retry_on: }",
            })
    void bothAccept(String sample) throws Exception {
        String yaml = whole(sample);
        assertThat(SCHEMA.validate(json(yaml), InputFormat.JSON)).isEmpty();
        assertThat(loading().load(yaml)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sitee: a",
                "site: [a]",
                "site:",
                "queue: 5",
                "queue: { durability: ful }",
                "queue: { retention: 7 }",
                "queue: { retention: 7 days }",
                "queue: { retention: -1s }",
                "queue: { max_size: 1.5 }",
                "queue: { max_size: 1gib }",
                "queue: { max_sise: 1GiB }",
                "queue: []",
                "intake: { http: { tokens: [a] } }",
                "intake: { http: { cors: https://a.example } }",
                "intake: { syslog: { udp: '127.0.0.1:5514' } }",
                "maintenance: { timezone: '' }",
                "+ { connector: fil, path: a.log }",
                "+ { path: a.log }",
                "+ { connector: file }",
                "+ { connector: file, path: a.log, color: auto }",
                "+ { connector: discard, path: a.log }",
                "+ { connector: file, path: a.log, fsync: always }",
                "+ { connector: file, path: a.log, format: { tmplate: x } }",
                "+ { connector: file, path: a.log, format: {} }",
                "+ { connector: file, path: a.log, format: xml }",
                "+ { connector: discard, delivery: soon }",
                "+ { connector: discard, delivery: direct, direct: { on_failure: forget } }",
                "+ { connector: file, path: a.log, batch: { events: many } }",
                "+ { connector: file, path: a.log, retry: 5s }",
                "+ { connector: file, path: a.log, start: yesterday }",
                "+ { connector: hook, url: a.example }",
                "+ { connector: hook, url: 'https://a.example', gzip: yes }",
                "+ { connector: hook, url: 'https://a.example', sockets: 1.5 }",
                "connections: {}",
                "connections:",
                "connections: { '../a': { connector: discard } }",
                "queue: {}",
            })
    void bothRefuse(String sample) {
        String yaml = sample.equals("queue: {}") ? sample : whole(sample);
        assertThat(SCHEMA.validate(json(yaml), InputFormat.JSON)).isNotEmpty();
        assertThat(loading().problems(yaml)).isNotEmpty();
    }

    @Test
    void anEditorLearnsMeaningDefaultAndChoices() {
        String schema = ConfigSchema.generate(FakeConnectors.TYPES);
        assertThat(schema)
                .startsWith("{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n")
                .endsWith("}\n");
        assertThat(schema.replaceAll("\\s+", " ").replace('"', '\''))
                .contains("'fsync': { 'description': 'batch: every batch is safe on disk before it counts',"
                        + " 'default': 'batch', 'anyOf': [{ 'enum': ['batch', 'never'] }, {")
                .contains(
                        "'sockets': { 'description': 'how many at once', 'default': 4, 'type': ['integer', 'string'],");
    }

    @Test
    void aConnectorCannotTakeTheNameOfACommonOption() {
        record Colliding(@Option("its own idea of a batch") String batch) {}
        Connector connector = entries -> Outcome.DELIVERED;
        var type = new ConnectorType<>(
                "own", Colliding.class, new Limits(1, 1, Duration.ZERO), false, (own, surroundings) -> connector);
        assertThatThrownBy(() -> ConfigSchema.generate(List.of(type)))
                .hasMessage("own has an option that every connection has already");
    }

    private static String whole(String sample) {
        if (sample.startsWith("+")) {
            return "connections: { a: " + sample.substring(1) + " }\n";
        }
        String connections = "connections: { a: { connector: discard } }\n";
        return sample.startsWith("connections") ? sample : connections + sample + "\n";
    }

    private static String json(String yaml) {
        Object value = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return JsonMapper.shared().writeValueAsString(value);
    }

    private Loading loading() {
        return new Loading(folder)
                .with("SET", "3")
                .with("WORD", "full")
                .with("TRUTH", "true")
                .with("URL", "https://a.example");
    }
}

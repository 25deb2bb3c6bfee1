package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.config.ConnectionSettings;
import io.mirrorlog.agent.format.MirroredLine;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each connection of one file makes of the same event. */
class ConnectionFormatsTest {

    private static final String CONNECTIONS = """
            connections:
              usual: { connector: discard }
              line: { connector: discard, format: line, timezone: Asia/Kolkata, identifier: "wiki-{site}" }
              json: { connector: discard, format: json, timezone: Asia/Kolkata, identifier: "wiki-{site}" }
              monolog: { connector: discard, format: monolog, timezone: Asia/Kolkata, identifier: "wiki-{site}" }
              own:
                connector: discard
                format: { template: "{{timestamp}} {{identifier}} {{site}} {{message}}" }
                timezone: Asia/Kolkata
                identifier: "wiki-{site}"
              own-json:
                connector: discard
                format: { template: '{"at":"{{timestamp}}","who":"{{identifier}}","n":{{metadata.n}}}' }
                timezone: Asia/Kolkata
                identifier: "wiki-{site}"
              fixed: { connector: discard, identifier: my site }
              same: { connector: discard, identifier: "{site}" }
              twice: { connector: discard, identifier: "{site}.{site}" }
            """;

    private static final Event LOGIN = new Event(
            OffsetDateTime.parse("2026-01-31T23:30:00.5+01:00"),
            "en",
            Severity.LOW,
            "User\nlogged in",
            Scalar.of("e1"),
            Scalar.of("user"),
            Scalar.of("login"),
            null,
            "{\"n\":1.0}",
            Event.NONE);

    @TempDir
    private Path folder;

    private Map<String, ConnectionSettings> connections = Map.of();

    @BeforeEach
    void load() throws Exception {
        Path file = Files.writeString(folder.resolve("config.yml"), CONNECTIONS);
        connections = Configuration.load(
                        file, new Circumstances(name -> null, "host", folder, ConnectorTypes.builtIn()))
                .connections();
    }

    private Entry entry(String connection, Event event) {
        return Connections.rendering(Objects.requireNonNull(connections.get(connection)))
                .entry(7, event);
    }

    @Test
    void isTheLineInUtcUnlessItSaysOtherwise() {
        assertThat(entry("usual", LOGIN).text())
                .isEqualTo("[2026-01-31T22:30:00.500000000+00:00] [en].[LOW]:[User\\nlogged in]"
                        + "{\"id\":\"e1\",\"type\":\"user\",\"action\":\"login\",\"offset\":\"+01:00\",\"n\":1.0}");
    }

    @Test
    void isTheLineInItsOwnZoneUnderItsOwnName() {
        assertThat(entry("line", LOGIN).text())
                .isEqualTo("[2026-02-01T04:00:00.500000000+05:30] [wiki-en].[LOW]:[User\\nlogged in]"
                        + "{\"id\":\"e1\",\"type\":\"user\",\"action\":\"login\",\"site\":\"en\","
                        + "\"offset\":\"+01:00\",\"n\":1.0}");
    }

    @Test
    void isJsonWithTheProducersOwnOffset() {
        assertThat(entry("json", LOGIN).text())
                .isEqualTo(
                        "{\"timestamp\":\"2026-01-31T23:30:00.500000000+01:00\",\"site\":\"en\","
                                + "\"identifier\":\"wiki-en\",\"severity\":\"LOW\",\"message\":\"User\\nlogged in\","
                                + "\"id\":\"e1\",\"type\":\"user\",\"action\":\"login\",\"sequence\":7,\"metadata\":{\"n\":1.0}}");
    }

    @Test
    void isMonologsLineInItsOwnZoneUnderItsOwnName() {
        assertThat(entry("monolog", LOGIN).text())
                .isEqualTo("[2026-02-01T04:00:00.500000000+05:30] wiki-en.LOW: User logged in "
                        + "{\"id\":\"e1\",\"type\":\"user\",\"action\":\"login\",\"site\":\"en\","
                        + "\"offset\":\"+01:00\",\"n\":1.0} []");
    }

    @Test
    void isATemplatesTextInItsOwnZoneUnderItsOwnName() {
        assertThat(entry("own", LOGIN).text())
                .isEqualTo("2026-02-01T04:00:00.500000000+05:30 wiki-en en User\\nlogged in");
        assertThat(entry("own-json", LOGIN).text())
                .isEqualTo("{\"at\":\"2026-02-01T04:00:00.500000000+05:30\",\"who\":\"wiki-en\",\"n\":1.0}");
    }

    @Test
    void showsEachSiteUnderANameOfItsOwn() {
        assertThat(entry("line", LOGIN).identifier()).isEqualTo("wiki-en");
        assertThat(entry("line", of("de")).identifier()).isEqualTo("wiki-de");
        assertThat(entry("fixed", of("de")).identifier()).isEqualTo("my site");
        assertThat(entry("same", of("de")).identifier()).isEqualTo("de");
        assertThat(entry("twice", of("de")).identifier()).isEqualTo("de.de");
    }

    @ParameterizedTest
    @ValueSource(strings = {"usual", "line", "fixed", "same", "twice"})
    void readsBackToTheSameEventWhateverItsNameAndZone(String connection) throws Exception {
        for (String site : new String[] {"en", "wiki-en", "s".repeat(100)}) {
            assertThat(MirroredLine.parse(entry(connection, of(site)).text()).event())
                    .isEqualTo(of(site));
        }
    }

    private static Event of(String site) {
        return new Event(
                LOGIN.timestamp(),
                site,
                LOGIN.severity(),
                LOGIN.message(),
                LOGIN.id(),
                LOGIN.type(),
                LOGIN.action(),
                LOGIN.user(),
                LOGIN.metadata(),
                LOGIN.marks());
    }
}

package io.mirrorlog.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.ConnectorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Loads texts as the file {@code config.yml} of a folder. */
final class Loading {

    /** What must be written at least. */
    static final String SMALLEST = "connections: { nowhere: { connector: discard } }\n";

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    private final Collection<? extends ConnectorType<?>> connectors;

    /** With connectors made for tests, whose options are of every kind. */
    Loading(Path folder) {
        this(folder, FakeConnectors.TYPES);
    }

    Loading(Path folder, Collection<? extends ConnectorType<?>> connectors) {
        this.folder = folder;
        this.connectors = connectors;
    }

    Loading with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Configuration load(String yaml) throws ConfigurationException {
        return load(yaml.getBytes(StandardCharsets.UTF_8));
    }

    Configuration load(byte[] yaml) throws ConfigurationException {
        try {
            return load(Files.write(folder.resolve("config.yml"), yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Configuration load(Path file) throws ConfigurationException {
        return Configuration.load(file, new Circumstances(environment::get, "web-1.example", folder, connectors));
    }

    /** One that is there. */
    static ConnectionSettings connection(Configuration configuration, String name) {
        return Objects.requireNonNull(configuration.connections().get(name), name);
    }

    /** What is told about a configuration that must be refused, with the file's name alone. */
    List<String> problems(String yaml) {
        return problems(yaml.getBytes(StandardCharsets.UTF_8));
    }

    List<String> problems(byte[] yaml) {
        try {
            Configuration loaded = load(yaml);
            throw new AssertionError("was accepted: " + loaded);
        } catch (ConfigurationException e) {
            assertThat(e.problems()).isNotEmpty();
            assertThat(e)
                    .hasMessage(String.join(
                            "\n", e.problems().stream().map(Problem::toString).toList()));
            return e.problems().stream()
                    .map(problem -> problem.toString().replace(folder + "/", ""))
                    .toList();
        }
    }
}

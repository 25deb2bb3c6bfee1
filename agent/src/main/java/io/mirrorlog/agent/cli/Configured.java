package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.config.ConfigurationException;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the configuration, for the commands that cannot do without. */
final class Configured {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "config.yml",
            description = "The configuration (default: ${DEFAULT-VALUE}).")
    Path file = Path.of("config.yml");

    Configuration load() throws ExitException {
        return load(file);
    }

    static Configuration load(Path file) throws ExitException {
        try {
            return Configuration.load(
                    file,
                    new Circumstances(
                            Configured::variable, hostName(), Path.of("").toAbsolutePath(), ConnectorTypes.builtIn()));
        } catch (ConfigurationException e) {
            throw new ExitException(
                    Exit.CONFIG,
                    e.problems().stream().map(Object::toString).collect(Collectors.joining(System.lineSeparator())));
        }
    }

    private static @Nullable String variable(String name) {
        return System.getenv(name);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}

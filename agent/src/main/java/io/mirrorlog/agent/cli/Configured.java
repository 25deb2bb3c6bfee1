package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.config.ConfigurationException;
import io.mirrorlog.agent.config.ConfigurationFile;
import io.mirrorlog.agent.config.Whereabouts;
import io.mirrorlog.agent.plugin.Plugins;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the configuration, for the commands that cannot do without. */
final class Configured {

    private static final String USUAL = "config.yml";

    private final Shell shell;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration (default: " + USUAL + ").")
    private @Nullable Path named;

    private @Nullable Plugins plugins;

    Configured(Shell shell) {
        this.shell = shell;
    }

    /** The file that is read. */
    Path file() {
        return named == null ? Path.of(USUAL) : named;
    }

    /** As an agent needs it: what it writes can be written. */
    Configuration load() throws ExitException {
        return load(watched());
    }

    /** For whoever only wants to know what it says, and may not be allowed to write what the agent writes. */
    Configuration read() throws ExitException {
        return load(
                new ConfigurationFile(present(), circumstances(shell, plugins()).withoutWriting()));
    }

    /** The file as one that can be loaded again. */
    ConfigurationFile watched() throws ExitException {
        return new ConfigurationFile(present(), circumstances(shell, plugins()));
    }

    private Path present() throws ExitException {
        if (named == null && !Files.exists(Path.of(USUAL))) {
            throw new ExitException(Exit.CONFIG, USUAL + ": no such file; name the configuration with --config FILE");
        }
        return file();
    }

    /** Every connector that there is, found once: what runs goes on with what it was started with. */
    Plugins plugins() {
        Plugins known = plugins;
        if (known == null) {
            known = PluginFolder.load(shell);
            plugins = known;
        }
        return known;
    }

    /** As {@link #read()}. */
    static Configuration read(Path file, Shell shell) throws ExitException {
        Circumstances circumstances = circumstances(shell, PluginFolder.load(shell));
        return load(new ConfigurationFile(file, circumstances.withoutWriting()));
    }

    /** No more of it than one has to know who asks the agent. */
    static Whereabouts whereabouts(Path file, Shell shell) throws ExitException {
        var circumstances = new Circumstances(shell.environment()::get, hostName(), shell.folder(), List.of());
        return told(() -> Whereabouts.read(file, circumstances));
    }

    static Configuration load(ConfigurationFile file) throws ExitException {
        return told(file::load);
    }

    /** Something of a configuration. */
    interface Reading<T> {
        T read() throws ConfigurationException;
    }

    /** What is read, or all that stands against it and the exit code for that. */
    static <T> T told(Reading<T> reading) throws ExitException {
        try {
            return reading.read();
        } catch (ConfigurationException e) {
            throw new ExitException(Exit.CONFIG, String.valueOf(e.getMessage()));
        }
    }

    private static Circumstances circumstances(Shell shell, Plugins plugins) {
        return new Circumstances(
                shell.environment()::get, hostName(), shell.folder(), plugins.connectors(), plugins.broken(), true);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}

package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.config.ConfigurationException;
import io.mirrorlog.agent.config.ConfigurationFile;
import io.mirrorlog.agent.plugin.Plugins;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    Configuration load() throws ExitException {
        return load(watched());
    }

    /** The file as one that can be loaded again. */
    ConfigurationFile watched() throws ExitException {
        if (named == null && !Files.exists(Path.of(USUAL))) {
            throw new ExitException(Exit.CONFIG, USUAL + ": no such file; name the configuration with --config FILE");
        }
        return watched(file(), shell, plugins());
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

    static Configuration load(Path file, Shell shell) throws ExitException {
        return load(watched(file, shell, PluginFolder.load(shell)));
    }

    static Configuration load(ConfigurationFile file) throws ExitException {
        try {
            return file.load();
        } catch (ConfigurationException e) {
            throw new ExitException(Exit.CONFIG, String.valueOf(e.getMessage()));
        }
    }

    private static ConfigurationFile watched(Path file, Shell shell, Plugins plugins) {
        return new ConfigurationFile(
                file,
                new Circumstances(
                        shell.environment()::get, hostName(), shell.folder(), plugins.connectors(), plugins.broken()));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}

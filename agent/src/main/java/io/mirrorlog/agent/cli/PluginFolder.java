package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.config.ConfigSchema;
import io.mirrorlog.agent.plugin.Plugins;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where plugins are: the folder that {@code MIRRORLOG_PLUGINS} names, else {@code plugins} beside the jar. */
final class PluginFolder {

    private static final String VARIABLE = "MIRRORLOG_PLUGINS";

    private PluginFolder() {}

    /** Every connector that a command knows. */
    static Plugins load(Shell shell) {
        String named = shell.variable(VARIABLE);
        Path folder = named == null ? besideTheJar() : shell.folder().resolve(named);
        return folder == null
                ? Plugins.none(ConnectorTypes.builtIn())
                : Plugins.load(folder, ConnectorTypes.builtIn(), type -> ConfigSchema.generate(List.of(type)));
    }

    /** Null when there is none, or when the classes do not come from a jar. */
    private static @Nullable Path besideTheJar() {
        CodeSource source = Connector.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return null;
        }
        try {
            Path jar = Path.of(source.getLocation().toURI());
            Path folder = jar.resolveSibling("plugins");
            return Files.isRegularFile(jar) && Files.isDirectory(folder) ? folder : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}

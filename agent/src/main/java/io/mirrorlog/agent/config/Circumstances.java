package io.mirrorlog.agent.config;

import io.mirrorlog.connector.ConnectorType;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration depends on beside its file.
 *
 * @param environment a variable's value by its name, null when it is not set
 * @param hostName names the site where the file does not
 * @param folder where relative paths of folders and files to write begin: the working directory
 * @param connectors all that there are
 * @param brokenPlugins what could have brought more, one sentence each that says why it did not
 */
public record Circumstances(
        Function<String, @Nullable String> environment,
        String hostName,
        Path folder,
        Collection<? extends ConnectorType<?>> connectors,
        List<String> brokenPlugins) {

    public Circumstances {
        connectors = List.copyOf(connectors);
        brokenPlugins = List.copyOf(brokenPlugins);
    }

    /** Without plugins that are broken. */
    public Circumstances(
            Function<String, @Nullable String> environment,
            String hostName,
            Path folder,
            Collection<? extends ConnectorType<?>> connectors) {
        this(environment, hostName, folder, connectors, List.of());
    }
}

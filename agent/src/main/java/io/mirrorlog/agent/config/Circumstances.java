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
 * @param writes whether the data folder and mirrored files are going to be written, so that it is looked whether they can be
 */
public record Circumstances(
        Function<String, @Nullable String> environment,
        String hostName,
        Path folder,
        Collection<? extends ConnectorType<?>> connectors,
        List<String> brokenPlugins,
        boolean writes) {

    public Circumstances {
        connectors = List.copyOf(connectors);
        brokenPlugins = List.copyOf(brokenPlugins);
    }

    /** Of an agent, without plugins that are broken. */
    public Circumstances(
            Function<String, @Nullable String> environment,
            String hostName,
            Path folder,
            Collection<? extends ConnectorType<?>> connectors) {
        this(environment, hostName, folder, connectors, List.of(), true);
    }

    /** The same for somebody who only wants to know what the file says. */
    public Circumstances withoutWriting() {
        return new Circumstances(environment, hostName, folder, connectors, brokenPlugins, false);
    }
}

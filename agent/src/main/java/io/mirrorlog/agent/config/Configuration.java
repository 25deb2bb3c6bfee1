package io.mirrorlog.agent.config;

import io.mirrorlog.connector.SiteNames;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a user has decided. Prints no secret.
 *
 * @param site names the site of events that name none
 * @param dataDir absolute when the base folder was; its nearest existing parent was writable when an agent's was loaded
 * @param schemas its folders are there, and are absolute when the base folder was
 * @param connections by name in the order of the file, at least one
 */
public record Configuration(
        String site,
        Path dataDir,
        QueueSettings queue,
        IntakeSettings intake,
        SchemasSettings schemas,
        StreamSettings streams,
        Map<String, ConnectionSettings> connections,
        MaintenanceSettings maintenance) {

    public Configuration {
        connections = Collections.unmodifiableMap(new LinkedHashMap<>(connections));
        if (!SiteNames.isValid(site) || connections.isEmpty()) {
            throw new IllegalArgumentException("a configuration has a site and at least one connection");
        }
    }

    /**
     * Reads a YAML file of at most 1 MiB. Touches nothing but that file and those that its values name.
     *
     * @param file shown in messages as it is given; {@code ${file:…}} begins at its folder
     * @throws ConfigurationException with everything that is wrong
     */
    public static Configuration load(Path file, Circumstances circumstances) throws ConfigurationException {
        return new ConfigurationLoader(file, circumstances).load();
    }

    /** The options outside of the connections in which another one differs, by their paths: {@code queue.max_size}. */
    public List<String> differencesOutsideConnections(Configuration other) {
        return new Differences()
                .add("site", site, other.site)
                .add("data_dir", dataDir, other.dataDir)
                .add("queue", queue, other.queue)
                .add("intake", intake, other.intake)
                .add("schemas", schemas, other.schemas)
                .add("streams", streams, other.streams)
                .add("maintenance", maintenance, other.maintenance)
                .paths();
    }
}

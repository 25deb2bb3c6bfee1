package io.mirrorlog.agent.config;

import java.util.Map;
import java.util.Set;

/** Options that are announced but not there yet, so that nobody takes them for misspelled. */
final class LaterOptions {

    private static final Map<Class<? extends Record>, Set<String>> OPTIONS = Map.of(
            TopOptions.class,
            Set.of("schemas", "streams"),
            IntakeSettings.class,
            Set.of("syslog", "unix", "spool"),
            HttpSettings.class,
            Set.of("open_streams"));

    private static final Set<String> CONNECTORS = Set.of("jdbc");

    private LaterOptions() {}

    static Set<String> of(Class<? extends Record> section) {
        return OPTIONS.getOrDefault(section, Set.of());
    }

    static boolean hasConnector(String name) {
        return CONNECTORS.contains(name);
    }
}

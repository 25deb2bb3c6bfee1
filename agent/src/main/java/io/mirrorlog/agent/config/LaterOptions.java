package io.mirrorlog.agent.config;

import java.util.Map;
import java.util.Set;

/** Options that are announced but not there yet, so that nobody takes them for misspelled. */
final class LaterOptions {

    private static final Map<Class<? extends Record>, Set<String>> OPTIONS =
            Map.of(IntakeSettings.class, Set.of("syslog", "unix", "spool"));

    private LaterOptions() {}

    static Set<String> of(Class<? extends Record> section) {
        return OPTIONS.getOrDefault(section, Set.of());
    }
}

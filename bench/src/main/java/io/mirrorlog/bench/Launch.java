package io.mirrorlog.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A way to start the agent.
 *
 * @param command what stands before the agent's own arguments
 * @param environment what is set beside the bench's own
 */
record Launch(List<String> command, Map<String, String> environment) {

    Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** {@code java -jar}, nothing else. */
    static Launch plain(Path java, Path jar) {
        return new Launch(List.of(java.resolve("bin/java").toString(), "-jar", jar.toString()), Map.of());
    }

    /** The start script, with an archive if one stands beside the jar. */
    static Launch packaged(Path script, Path java, Path jar) {
        return new Launch(
                List.of(script.toString()), Map.of("JAVA_HOME", java.toString(), "MIRRORLOG_JAR", jar.toString()));
    }

    /** The same with one more option for Java, that no start script needs to know. */
    Launch with(String javaOption) {
        var more = new HashMap<>(environment);
        more.put("JDK_JAVA_OPTIONS", javaOption);
        return new Launch(command, more);
    }
}

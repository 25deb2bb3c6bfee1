package io.mirrorlog.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Looks at the names that the compiled classes of this module speak of. */
class LeavesOnlySendTest {

    private static final List<String> FORBIDDEN = List.of(
            "sleep", // Thread's and TimeUnit's
            "parkNanos",
            "java/lang/System$Logger",
            "java/util/logging/",
            "org/slf4j/",
            "printStackTrace",
            "java/util/Timer",
            "java/util/Queue",
            "BlockingQueue",
            "ConcurrentLinked",
            "Executor",
            "CompletableFuture",
            "java/util/Random",
            "ThreadLocalRandom",
            "currentTimeMillis",
            "nanoTime");

    private static final String CONTRACT = "io/mirrorlog/connector/";

    /** JDBC's own way to abort a connection asks for an Executor: it is given none but the thread that calls. */
    private static final String ABORTS = CONTRACT + "jdbc/Call.class";

    @Test
    void noConnectorSleepsRetriesQueuesOrLogs() throws Exception {
        Map<String, String> classes = classes();
        assertThat(classes).hasSizeGreaterThan(15);
        classes.computeIfPresent(
                ABORTS, (name, content) -> content.replace("java/util/concurrent/Executor;", "allowed here"));
        classes.forEach((name, content) -> assertThat(FORBIDDEN).as(name).noneMatch(content::contains));
    }

    @Test
    void noConnectorReadsTheClock() throws Exception {
        assertThat(classes())
                .noneSatisfy((name, content) ->
                        assertThat(content).contains("()Ljava/time/Instant;").contains("\u0003now"));
    }

    @Test
    void theContractKnowsNothingButTheJdk() throws Exception {
        Map<String, String> classes = classes();
        classes.keySet().removeIf(name -> name.substring(CONTRACT.length()).contains("/"));
        assertThat(classes).containsKey(CONTRACT + "Connector.class");
        classes.forEach((name, content) -> assertThat(content)
                .as(name)
                .doesNotContainPattern("io/mirrorlog/(?!connector/([A-Z]|package-info))")
                .doesNotContainPattern("[(;L](org/(?!jspecify/)|com/|net/)"));
    }

    @Test
    void noConnectorKnowsAnother() throws Exception {
        classes().forEach((name, content) -> {
            String inside = name.substring(CONTRACT.length());
            if (inside.contains("/") && !inside.startsWith("builtin/")) {
                String own = inside.substring(0, inside.indexOf('/'));
                assertThat(content)
                        .as(name)
                        .doesNotContainPattern("io/mirrorlog/connector/(?!(" + own + "|http)/)[a-z]");
            }
        });
    }

    /** The bytes of each class by its path: names stand in them as they are. */
    private static Map<String, String> classes() throws IOException, URISyntaxException {
        Path root = Path.of(Connector.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Map<String, String> classes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root.resolve(CONTRACT))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                classes.put(
                        root.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return classes;
    }
}

package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/RELIABILITY.md names as showing something is there. */
class ReliabilityDocTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");
    private static final Pattern COMMAND = Pattern.compile("`((?:\\.ci|bench)/[\\w-]+)");

    @Test
    void everyTestThatItNamesIsThere() throws IOException {
        Map<String, String> tests = tests();
        List<String> named = TEST.matcher(page())
                .results()
                .map(test -> test.group(2) == null ? test.group(1) : test.group(1) + "." + test.group(2))
                .toList();
        assertThat(named).hasSizeGreaterThan(20);
        assertThat(named).allSatisfy(test -> {
            String[] parts = test.split("\\.");
            assertThat(tests).containsKey(parts[0]);
            if (parts.length > 1) {
                assertThat(tests.getOrDefault(parts[0], "")).contains("void " + parts[1] + "(");
            }
        });
    }

    @Test
    void everyCommandThatItNamesIsThere() throws IOException {
        List<Path> named = COMMAND.matcher(page())
                .results()
                .map(command -> ROOT.resolve(command.group(1)))
                .toList();
        assertThat(named).hasSizeGreaterThan(5).allMatch(Files::isExecutable);
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/RELIABILITY.md"));
    }

    /** The text of each, by its name. */
    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new HashMap<>();
        for (String module : List.of("agent", "connectors")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                for (Path file : files.filter(each -> each.toString().endsWith("Test.java"))
                        .toList()) {
                    tests.put(String.valueOf(file.getFileName()).replace(".java", ""), Files.readString(file));
                }
            }
        }
        return tests;
    }
}

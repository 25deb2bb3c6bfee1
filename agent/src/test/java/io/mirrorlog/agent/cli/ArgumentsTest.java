package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    static byte[] commandLine(String... all) {
        return (String.join("\0", all) + "\0").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void areRestoredFromTheEndOfTheCommandLine() {
        String[] given = {"emit", "Gr\ufffd\ufffd\ufffd\ufffde", ""};

        assertThat(Arguments.areDamaged(given)).isTrue();
        assertThat(Arguments.asTyped(given, commandLine("java", "-jar", "mirrorlog.jar", "emit", "Größe", "")))
                .containsExactly("emit", "Größe", "");
    }

    @Test
    void stayAsTheyAreWhereTheCommandLineIsShorter() {
        String[] given = {"emit", "\ufffd"};

        assertThat(Arguments.asTyped(given, commandLine("x"))).isSameAs(given);
        assertThat(Arguments.asTyped(given, new byte[0])).isSameAs(given);
        assertThat(Arguments.areDamaged(new String[] {"emit", "Größe"})).isFalse();
    }
}

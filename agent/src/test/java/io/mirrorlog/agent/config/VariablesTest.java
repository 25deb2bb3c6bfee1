package io.mirrorlog.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariablesTest {

    @TempDir
    Path folder;

    Variables variables;
    final List<String> problems = new ArrayList<>();

    @BeforeEach
    void setSomeVariables() {
        variables = new Variables(Map.of("A", "a", "EMPTY", "", "NESTED", "${env:A}")::get, folder);
    }

    @ParameterizedTest
    @CsvSource({
        "plain $ } {x}, plain $ } {x}, false",
        "${env:A}, a, true",
        "<${env:A}${env:A}>, <aa>, true",
        "${env:EMPTY}, '', true",
        "${env:EMPTY:-b}, b, true",
        "${env:NONE:-}, '', true",
        "${env:NONE:-x:-y}, x:-y, true",
        "${env:NESTED}, ${env:A}, true",
        "$${env:A}, ${env:A}, false",
        "$$${env:A}, $${env:A}, false",
        "$ ${env:A}, $ a, true",
        "$${ ${env:A}, ${ a, true",
    })
    void variablesAreReplacedOnce(String text, String replaced, boolean hidden) {
        assertThat(variables.replace(text, problems::add)).isEqualTo(new Variables.Value(replaced, hidden));
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${env:NONE} | the environment variable NONE is not set; set it, or write ${env:NONE:-default}",
                "${file:none} | the file none does not exist",
                "${file:.} | the file . cannot be read",
                "${file:large} | the file large is too large; at most 64KiB",
                "${file:latin} | the file latin is not UTF-8",
                "${NAME} | ${NAME} is no variable; write ${env:NAME}, ${file:PATH}, or $${ for a plain ${",
                "a ${env:A | ${ has no end; write } behind it, or $${ for a plain ${",
            })
    void whatCannotBeReplacedIsNamed(String text, String problem) throws Exception {
        Files.write(folder.resolve("large"), new byte[Variables.BYTES_MAX + 1]);
        Files.write(folder.resolve("latin"), new byte[] {(byte) 0xe9});
        assertThat(variables.replace(text, problems::add)).isNull();
        assertThat(problems).containsExactly(problem);
    }

    @Test
    void aFileLosesOneLineEnd() throws Exception {
        Files.writeString(folder.resolve("unix"), "a\n\n");
        Files.writeString(folder.resolve("dos"), "b\r\n");
        Files.writeString(folder.resolve("none"), "c");
        String text = "${file:unix}${file:dos}${file:" + folder.resolve("none") + "}";
        assertThat(variables.replace(text, problems::add)).isEqualTo(new Variables.Value("a\nbc", true));
    }

    @Test
    void noValueGrowsWithoutEnd() throws Exception {
        Files.write(folder.resolve("large"), new byte[Variables.BYTES_MAX]);
        assertThat(variables.replace("${file:large}".repeat(17), problems::add)).isNull();
        assertThat(problems).containsExactly("the value is too long; at most 1048576 characters");
    }
}

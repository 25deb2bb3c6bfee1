package io.mirrorlog.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GeneratedBlockTest {

    private static final String BEGIN = "<!-- begin: written by bench/run --write, not by hand -->\n";

    @Test
    void replacesWhatStandsBetweenTheCommentsAndNothingElse() {
        assertThat(GeneratedBlock.replaced("# Title\n" + BEGIN + "old\n<!-- end -->\ntext\n", "new\n"))
                .isEqualTo("# Title\n" + BEGIN + "\nnew\n\n<!-- end -->\ntext\n");
    }

    @Test
    void canBeReplacedAgain() {
        String once = GeneratedBlock.replaced(BEGIN + "<!-- end -->", "new");
        assertThat(GeneratedBlock.replaced(once, "new")).isEqualTo(once);
    }

    @Test
    void refusesATextWithoutTheBlock() {
        assertThatThrownBy(() -> GeneratedBlock.replaced("# Title\n", "new")).hasMessageContaining("no block");
    }

    @Test
    void standsInTheDocument() throws Exception {
        String document = Files.readString(Path.of("../docs/BENCHMARKS.md"));
        assertThat(GeneratedBlock.replaced(document, "figures")).contains("figures");
    }
}

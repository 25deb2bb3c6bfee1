package io.mirrorlog.agent.mediawiki;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiParametersTest {

    @Test
    void composeTextsAsMediaWikiDoes() {
        var parameters = new ApiParameters(Map.of("leuser", "Zoe\u0308", "leprop", "Zoe\u0308|Zo\u00eb|b"));
        assertThat(parameters.text("leuser")).isEqualTo("Zo\u00eb");
        assertThat(parameters.list("leprop", "")).containsExactly("Zo\u00eb", "b");
    }
}

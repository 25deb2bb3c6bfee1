package io.mirrorlog.agent.config;

import static io.mirrorlog.agent.config.Loading.SMALLEST;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.stream.Validation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemasSettingsTest {

    @TempDir
    private Path folder;

    private Loading loading;

    @BeforeEach
    void begin() {
        loading = new Loading(folder);
    }

    @Test
    void withoutThemNothingIsChecked() throws Exception {
        SchemasSettings schemas = loading.load(SMALLEST).schemas();
        assertThat(schemas).isEqualTo(new SchemasSettings(List.of(), Validation.TAG));
        assertThat(schemas.isIdle()).isTrue();
    }

    @Test
    void foldersAndUrlsMayBeMixed() throws Exception {
        Files.createDirectories(folder.resolve("mine"));
        SchemasSettings schemas = loading.load(
                        "schemas: { repositories: [./mine, https://schema.example/jsonschema, http://127.0.0.1:81/x],"
                                + " validation: reject }\n" + SMALLEST)
                .schemas();
        assertThat(schemas.repositories())
                .containsExactly(
                        folder.resolve("mine").toString(),
                        "https://schema.example/jsonschema",
                        "http://127.0.0.1:81/x");
        assertThat(schemas.validation()).isEqualTo(Validation.REJECT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ repositories: [./none] } | config.yml:1:26: schemas.repositories: ./none is no folder that can be read;"
                        + " name one, or a URL that begins with https://",
                "{ repositories: [http://schema.example] } | config.yml:1:26: schemas.repositories: http://schema.example"
                        + " must begin with https://; plain http is for this machine alone, or with allow_plaintext: true",
                "{ repositories: ['https://schema.example/?a'] } | config.yml:1:26: schemas.repositories:"
                        + " https://schema.example/?a has a query; write a URL that paths can be put behind",
                "{ validation: reject } | config.yml:1:24: schemas.validation: nothing could be taken, as there is no"
                        + " repository; name one, or write tag",
                "{ validation: log } | config.yml:1:24: schemas.validation: \"log\" is not allowed; write off or tag or reject",
            })
    void whatIsWrongIsToldWithItsPlace(String schemas, String problem) {
        assertThat(loading.problems("schemas: " + schemas + "\n" + SMALLEST)).containsExactly(problem);
    }
}

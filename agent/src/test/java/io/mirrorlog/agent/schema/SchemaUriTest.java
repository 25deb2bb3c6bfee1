package io.mirrorlog.agent.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaUriTest {

    @ParameterizedTest
    @CsvSource({
        "/a/1.2.1, false, true",
        "/a/1.2.1.yaml, true, true",
        "/a/1.2.1.json, true, true",
        "/a/latest, false, false",
        "/a/latest.yaml, true, false",
        "/a/1.2, false, false",
        "/a/1.2.1-rc1, true, false",
        "/a/current.yaml, true, false",
    })
    void whatIsANumberBehindTheLastDotIsNoExtension(String uri, boolean extension, boolean version) {
        assertThat(new SchemaUri(uri).hasExtension()).isEqualTo(extension);
        assertThat(new SchemaUri(uri).isVersion()).isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource({"512, true", "513, false"})
    void itsLengthIsBounded(int length, boolean fine) {
        assertThat(SchemaUri.of("/" + "a".repeat(length - 1))).matches(uri -> uri.isPresent() == fine);
    }
}

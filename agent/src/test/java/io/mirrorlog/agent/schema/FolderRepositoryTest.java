package io.mirrorlog.agent.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderRepositoryTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0.yaml", "1.0.0.yml", "1.0.0.json", "1.0.0"})
    void aVersionIsFoundWithAndWithoutItsExtension(String file) throws Exception {
        put("a/" + file, "text");
        assertThat(find("/a/1.0.0")).isEqualTo("text");
        assertThat(find("/a/" + file)).isEqualTo("text");
        assertThat(find("/a/1.0.1")).isEqualTo("none");
        assertThat(find("/a/" + file + "/b")).isEqualTo("none");
        assertThat(find("/b/1.0.0")).isEqualTo("none");
    }

    @Test
    void latestIsTheHighestVersionWhereNothingIsNamedSo() throws Exception {
        put("a/1.2.0.yaml", "old");
        put("a/1.10.0.yaml", "new");
        put("a/1.9.9.json", "between");
        put("a/current.yaml", "source");
        put("a/2.0.0.yaml.orig", "another");
        assertThat(find("/a/latest")).isEqualTo("new");
        assertThat(find("/a/latest.yaml")).isEqualTo("new");
        put("a/latest.yaml", "named");
        assertThat(find("/a/latest")).isEqualTo("named");
        assertThat(find("/b/latest")).isEqualTo("none");
    }

    @Test
    void linksWithinTheFolderAreFollowed() throws Exception {
        put("a/1.0.0.yaml", "text");
        Files.createSymbolicLink(folder.resolve("a/1.0.0"), Path.of("1.0.0.yaml"));
        Files.createSymbolicLink(folder.resolve("a/latest"), Path.of("1.0.0.yaml"));
        assertThat(find("/a/latest")).isEqualTo("text");
        assertThat(new FolderRepository(folder).count(100)).isEqualTo(1);
    }

    @Test
    void theFolderItselfMayBeALink() throws Exception {
        put("real/a/1.0.0.yaml", "text");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
        assertThat(new FolderRepository(link).find(new SchemaUri("/a/1.0.0"))).contains("text");
        assertThat(new FolderRepository(link).count(100)).isEqualTo(1);
    }

    @Test
    void aFolderThatIsNotThereIsToldOf() {
        assertThatThrownBy(() -> new FolderRepository(folder.resolve("none")).find(new SchemaUri("/a/1.0.0")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none cannot be read");
    }

    @Test
    void anythingButAFileIsPassedOver() throws Exception {
        Files.createDirectories(folder.resolve("a/1.0.0.yaml"));
        assertThat(find("/a/1.0.0")).isEqualTo("none");
    }

    @Test
    void versionsAreCounted() throws Exception {
        put("a/1.0.0.yaml", "");
        put("a/1.0.0.json", "");
        put("a/1.0.0", "");
        put("a/1.1.0.yaml", "");
        put("b/c/1.0.0.json", "");
        put("b/c/latest.json", "");
        put("b/c/current.json", "");
        assertThat(new FolderRepository(folder).count(100)).isEqualTo(3);
        assertThat(new FolderRepository(folder).count(2)).isEqualTo(2);
    }

    private String find(String uri) throws IOException {
        return new FolderRepository(folder).find(new SchemaUri(uri)).orElse("none");
    }

    private void put(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}

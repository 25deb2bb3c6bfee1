package io.mirrorlog.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {

    private static final String ONE = "connections: { one: { connector: discard } }\n";
    private static final String TWO = "connections: { two: { connector: discard } }\n";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void hasChangedWhenTwoLooksHaveSeenTheSameNewContent() throws Exception {
        ConfigurationFile file = loaded(Files.writeString(folder.resolve("c.yml"), ONE));
        assertThat(file.hasChanged()).isFalse();
        Files.writeString(folder.resolve("c.yml"), TWO.substring(0, 10));
        assertThat(file.hasChanged()).isFalse();
        Files.writeString(folder.resolve("c.yml"), TWO);
        assertThat(file.hasChanged()).as("seen for the first time").isFalse();
        assertThat(file.hasChanged()).isTrue();
        assertThat(file.load().connections()).containsOnlyKeys("two");
        assertThat(file.hasChanged()).isFalse();
    }

    @Test
    void hasNotChangedWhenTheSameIsWrittenOrWhatWasWrittenIsTakenBack() throws Exception {
        ConfigurationFile file = loaded(Files.writeString(folder.resolve("c.yml"), ONE));
        Files.writeString(folder.resolve("c.yml"), TWO);
        assertThat(file.hasChanged()).isFalse();
        Files.writeString(folder.resolve("c.yml"), ONE);
        assertThat(file.hasChanged()).isFalse();
        assertThat(file.hasChanged()).isFalse();
    }

    /** As Kubernetes does: the file is a link into a folder that is a link, and that one is exchanged. */
    @Test
    void hasChangedWhenALinkOnItsWayIsSetAnew() throws Exception {
        Files.writeString(Files.createDirectory(folder.resolve("v1")).resolve("c.yml"), ONE);
        Files.writeString(Files.createDirectory(folder.resolve("v2")).resolve("c.yml"), TWO);
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("v1"));
        ConfigurationFile file = loaded(Files.createSymbolicLink(folder.resolve("c.yml"), Path.of("..data/c.yml")));
        Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("v2"));
        Files.move(next, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(file.hasChanged()).isFalse();
        assertThat(file.hasChanged()).isTrue();
        assertThat(file.load().connections()).containsOnlyKeys("two");
    }

    @Test
    void isToldMissingOnceAndBackAgain() throws Exception {
        Path path = Files.writeString(folder.resolve("c.yml"), ONE);
        ConfigurationFile file = loaded(path);
        Files.delete(path);
        assertThat(file.hasChanged()).isFalse();
        assertThat(file.hasChanged()).isTrue();
        assertThatThrownBy(file::load)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no such file");
        assertThat(file.hasChanged()).isFalse();
        Files.writeString(path, ONE);
        assertThat(file.hasChanged()).isFalse();
        assertThat(file.hasChanged()).isTrue();
    }

    private ConfigurationFile loaded(Path path) throws ConfigurationException {
        var file = new ConfigurationFile(path, new Circumstances(name -> null, "host", folder, FakeConnectors.TYPES));
        file.load();
        return file;
    }
}

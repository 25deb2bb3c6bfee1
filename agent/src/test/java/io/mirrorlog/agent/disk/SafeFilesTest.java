package io.mirrorlog.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeFilesTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void writesATextInPlaceOfTheOneBefore() throws IOException {
        Path file = folder.resolve("place.json");
        SafeFiles.write(file, "first, which is longer\n");
        SafeFiles.write(file, "zwölf\n");
        assertThat(file).hasContent("zwölf\n");
        assertThat(names()).containsExactly("place.json");
    }

    @Test
    void replacesADraftThatWasLeft() throws IOException {
        Path file = folder.resolve("place.json");
        Files.writeString(folder.resolve("place.json.new"), "half of something much longer");
        SafeFiles.write(file, "whole");
        assertThat(file).hasContent("whole");
        assertThat(names()).containsExactly("place.json");
    }

    @Test
    void leavesTheFileAsItWasWhenItCannotWrite() throws IOException {
        Path file = Files.writeString(folder.resolve("place.json"), "before");
        Files.createDirectories(folder.resolve("place.json.new/in the way"));
        assertThatThrownBy(() -> SafeFiles.write(file, "after")).isInstanceOf(IOException.class);
        assertThat(file).hasContent("before");
    }

    @Test
    void makesNoFolder() {
        assertThatThrownBy(() -> SafeFiles.write(folder.resolve("none/place.json"), "text"))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}

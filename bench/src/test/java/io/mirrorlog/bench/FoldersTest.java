package io.mirrorlog.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {

    @TempDir
    private Path folder;

    @Test
    void deletesAFolderWithAllThatIsInIt() throws Exception {
        Path deep = Files.createDirectories(folder.resolve("run/agent/data"));
        Files.writeString(deep.resolve("queue.db"), "x");
        Folders.delete(folder.resolve("run"));
        assertThat(folder).isEmptyDirectory();
        Folders.delete(folder.resolve("run")); // which is gone
    }

    @Test
    void saysWhatIsLackingWhereTheDiskIsTooSmall() throws Exception {
        Folders.requireRoom(folder, 1);
        assertThatThrownBy(() -> Folders.requireRoom(folder, Long.MAX_VALUE))
                .hasMessageContaining("GiB free")
                .hasMessageContaining("--backlog");
    }
}

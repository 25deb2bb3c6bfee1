package io.mirrorlog.connector.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BookmarkTest {

    private static final String TAIL = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({"/a.log, 1, 0", "'/with  blanks/and\nmore', -1, 999999999999999999", "/1 2 3 4, 255, 7"})
    void readsWhatItWrote(Path path, long inode, long offset) {
        for (Instant begun :
                new @Nullable Instant[] {null, Instant.ofEpochSecond(-1), Instant.ofEpochSecond(offset % 1_000_000)}) {
            var bookmark = new Bookmark(path, inode, offset, TAIL, begun);
            assertThat(Bookmark.read(bookmark.text())).contains(bookmark);
        }
    }

    @Test
    void saysItsVersionFirst() {
        assertThat(new Bookmark(Path.of("/a.log"), 255, 7, TAIL, null).text()).isEqualTo("1 7 ff " + TAIL + " /a.log");
        assertThat(new Bookmark(Path.of("/a.log"), 255, 7, TAIL, Instant.ofEpochSecond(42)).text())
                .isEqualTo("2 42 7 ff " + TAIL + " /a.log");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2 7 ff",
                "1 -7 ff",
                "1 7 fg",
                "1 7 ff ",
                "12345",
                "1 7 ff short /a.log",
                "3 42 7 ff",
                "2 4x 7 ff"
            })
    void readsNothingElse(String text) {
        assertThat(Bookmark.read(text)).isEmpty();
        assertThat(Bookmark.read(text + " " + "x".repeat(64) + " /a.log")).isEmpty();
    }
}

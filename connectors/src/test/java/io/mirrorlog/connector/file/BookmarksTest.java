package io.mirrorlog.connector.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BookmarksTest {

    private static final String TAIL = "0123456789abcdef".repeat(4);

    private static Bookmark bookmark(String path, @Nullable Instant begun) {
        return new Bookmark(Path.of(path), 255, 7, TAIL, begun);
    }

    @Test
    void storesTheOneFileOfAPlainPathAsEver() {
        for (Bookmark file : List.of(bookmark("/{a}/b.log", Instant.EPOCH), bookmark("/x\n y.log", null))) {
            var bookmarks = new Bookmarks(PathPattern.plain(file.path()), List.of(file));
            assertThat(bookmarks.text()).isEqualTo(file.text());
            assertThat(Bookmarks.read(file.text())).contains(bookmarks);
        }
    }

    @Test
    void storesAFileALineWithoutWhatTheyHaveInCommon() {
        var bookmarks = new Bookmarks(
                PathPattern.of(Path.of("/m/a b/{site}/x-{date}.log")),
                List.of(
                        bookmark("/m/a b/my shop/x-2026-11-21.log", Instant.ofEpochSecond(42)),
                        bookmark("/m/a b/wiki/x-2026-11-22.log", null)));
        assertThat(bookmarks.text())
                .isEqualTo("3 /m/a b/{site}/x-{date}.log\n"
                        + "2 42 7 ff " + TAIL + " my shop/x-2026-11-21.log\n"
                        + "1 7 ff " + TAIL + " wiki/x-2026-11-22.log");
        assertThat(Bookmarks.read(bookmarks.text())).contains(bookmarks);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "3", "4 /{site}\n", "3 /{site}\n", "3 /{foo}", "3 /{site}\n1 7 ff short a", "3 /{site}\n\n"})
    void readsNothingElse(String text) {
        assertThat(Bookmarks.read(text)).isEmpty();
    }
}

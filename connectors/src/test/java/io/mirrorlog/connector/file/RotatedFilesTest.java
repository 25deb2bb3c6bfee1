package io.mirrorlog.connector.file;

import static io.mirrorlog.connector.contract.ConnectorContract.deliverAll;
import static io.mirrorlog.connector.contract.ConnectorContract.entries;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.ByteSize;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.file.FileConnector.Fsync;
import io.mirrorlog.connector.file.FileConnector.Options;
import io.mirrorlog.connector.file.RotatedFiles.Name;
import io.mirrorlog.connector.file.Rotation.Compress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of rotated files while some of them are compressed. */
class RotatedFilesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:42:07Z");
    private static final String TIME = "20261121-104207";

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void nameTheFile() {
        path = folder.resolve("mirror.log");
    }

    private Name next(RotatedFiles listed) {
        return listed.next(path, NOW, ZoneOffset.UTC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".gz"})
    void givesNoNameAgainThatTheListingOfTheFolderHasMissed(String form) throws IOException {
        RotatedFiles listed = RotatedFiles.of(path);
        Files.createFile(folder.resolve("mirror.log." + TIME + form));
        Files.createFile(folder.resolve("mirror.log." + TIME + "-1" + form));

        assertThat(next(listed)).isEqualTo(new Name(TIME, 2));
    }

    @Test
    void givesTheNextNameBehindTheNewest() throws IOException {
        assertThat(next(RotatedFiles.of(path))).isEqualTo(new Name(TIME, 0));
        Files.createFile(folder.resolve("mirror.log.20261121-104208-7.gz"));

        assertThat(next(RotatedFiles.of(path))).isEqualTo(new Name("20261121-104208", 8));
    }

    /** Each line makes a rotated file, all within one second, while those before it are compressed by another thread. */
    @Test
    void losesNoFileThatIsCompressedWhileTheNextIsRotated() throws Exception {
        var options = new Options(
                path,
                "0640",
                Fsync.NEVER,
                new Rotation(new ByteSize(1), null, Integer.MAX_VALUE, Compress.GZIP, ZoneOffset.UTC));
        List<String> notices = new ArrayList<>();
        List<String> written =
                IntStream.range(0, 300).mapToObj(n -> "line " + n).toList();
        try (var connector = new FileConnector(options, new Surroundings("audit", () -> NOW, notices::add))) {
            for (String line : written) {
                assertThat(deliverAll(connector, entries(line))).isNotNull();
            }
        }

        assertThat(notices).isEmpty();
        assertThat(mirrored()).isEqualTo(written);
    }

    private List<String> mirrored() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Name name : RotatedFiles.of(path).names()) {
            Path plain = name.of(path);
            Path compressed = RotatedFiles.compressed(plain);
            if (Files.exists(plain)) {
                lines.addAll(Files.readAllLines(plain));
            } else {
                try (var content = new GZIPInputStream(Files.newInputStream(compressed))) {
                    lines.addAll(new String(content.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
                }
            }
        }
        lines.addAll(Files.readAllLines(path));
        return lines;
    }
}

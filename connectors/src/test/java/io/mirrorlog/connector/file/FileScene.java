package io.mirrorlog.connector.file;

import static io.mirrorlog.connector.contract.ConnectorContract.deliverAll;
import static io.mirrorlog.connector.file.Happenings.entries;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.ByteSize;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.file.FileConnector.Fsync;
import io.mirrorlog.connector.file.FileConnector.Options;
import io.mirrorlog.connector.file.Rotation.Compress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** A folder to mirror into, a disk that fails when told to, and a connector that writes there. */
abstract class FileScene {

    @TempDir
    Path folder;

    final List<String> notices = new ArrayList<>();
    final FailingDisk disk = new FailingDisk();
    Instant now = Instant.parse("2026-11-21T10:42:07.9Z");
    String pattern = "{site}.log";
    int most = Targets.MOST;

    Connector connector() {
        return connector(null);
    }

    Connector connector(@Nullable Rotation rotation) {
        var options = new Options(folder.resolve(pattern), "0640", Fsync.BATCH, rotation);
        var surroundings = new Surroundings("audit", ZoneId.of("Europe/Berlin"), () -> now, notices::add);
        return new FileConnector(options, surroundings, disk, new InTurn(), most);
    }

    /** A new agent's connector, which is told how far the last one was. */
    Connector resumed(@Nullable String bookmark) {
        Connector connector = connector();
        connector.resume(bookmark);
        return connector;
    }

    static String deliver(Connector connector, String... texts) throws InterruptedException {
        String bookmark = deliverAll(connector, entries(texts));
        assertThat(bookmark).isNotNull();
        return String.valueOf(bookmark);
    }

    /** Delivers by an agent that then stops. */
    String delivered(String... texts) throws Exception {
        try (Connector connector = connector()) {
            return deliver(connector, texts);
        }
    }

    static int count(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
        return ((Outcome.Delivered) outcome).count();
    }

    static Rotation bySize(long bytes, int keep, Compress compress) {
        return new Rotation(new ByteSize(bytes), null, keep, compress, ZoneOffset.UTC);
    }

    void assertFile(String name, String content) {
        assertThat(folder.resolve(name)).content(StandardCharsets.UTF_8).isEqualTo(content);
    }

    void assertNames(String... names) throws IOException {
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> folder.relativize(file).toString()))
                    .containsExactlyInAnyOrder(names);
        }
    }
}

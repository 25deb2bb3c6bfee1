package io.mirrorlog.agent.config;

import static io.mirrorlog.agent.config.Loading.SMALLEST;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The section queue. */
class QueueSettingsTest {

    private final Loading loading;

    QueueSettingsTest(@TempDir Path folder) {
        loading = new Loading(folder);
    }

    @Test
    void anythingElseThanSqliteComesLater() {
        assertThat(loading.problems("""
                queue: { url: "jdbc:postgresql://db/mirrorlog" }
                connections: { a: { connector: discard } }
                """))
                .containsExactly("config.yml:1:15: queue.url: PostgreSQL comes in a later version; write sqlite");
    }

    @Test
    void dedupeNeverOutlivesRetention() {
        String told = ": a dedupe of 1d is longer than the retention of 1h; dedupe is at most the retention";
        assertThat(loading.problems("queue: { retention: 1h }\n" + SMALLEST))
                .containsExactly("config.yml:1:21: queue.retention" + told);
        assertThat(loading.problems("queue: { retention: 1h, dedupe: 24h }\n" + SMALLEST))
                .containsExactly("config.yml:1:33: queue.dedupe" + told);
    }
}

package io.mirrorlog.agent.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.MemoryQueue;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.agent.web.Request;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownConnectionsTest {

    @Test
    void showsAlsoThoseThatAreNotConfigured() {
        var clock = new FakeClock();
        try (var queue = new MemoryQueue(clock)) {
            queue.configure(Map.of("b", new Start.Now(), "a", new Start.Now()));
            var connections = new KnownConnections(queue, () -> Map.of("b", "file"), LaneSigns.NONE, clock);
            String json = new String(
                    connections
                            .apply(new Request("GET", "/v1/connections", Map.of(), Map.of(), new byte[0]))
                            .body(),
                    UTF_8);

            assertThat(json)
                    .startsWith("{\"connections\":{\"b\":{\"connector\":\"file\",\"state\":\"live\",")
                    .contains(",\"a\":{\"connector\":null,\"state\":null,\"state_since\":null,");
        }
    }
}

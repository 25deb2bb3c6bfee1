package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.poll.FakeWiki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise of a wiki that is read, while the agent is killed and entries appear late: each is in the file once. */
@EnabledIfSystemProperty(named = "mirrorlog.kills", matches = "[0-9]+", disabledReason = "each kill takes seconds")
class WikiKillTest {

    private static final int KILLS = Math.max(2, Integer.getInteger("mirrorlog.kills", 0) / 2);
    private static final Pattern LOGID = Pattern.compile("\\{\"id\":([0-9]+),");

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = 20261122)
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void everyEntryIsMirroredOnceThoughTheAgentIsKilled(long seed) throws Exception {
        var random = new Random(seed);
        try (var wiki = new FakeWiki(InstantSource.system())) {
            wiki.pages(5);
            Files.writeString(folder.resolve("config.yml"), """
                    site: web-1
                    intake:
                      http: { listen: "127.0.0.1:0" }
                      mediawiki: [ { site: w, api: "%s", every: 1s, start: earliest } ]
                    connections: { lines: { connector: file, path: ./lines.log, agent_events: false } }
                    """.formatted(wiki.api()));
            for (int kill = 0; kill < KILLS; kill++) {
                long late = wiki.begin();
                Instant now = Instant.now();
                for (int i = 0; i < 100; i++) {
                    wiki.add(now.minusSeconds(random.nextInt(3)));
                }
                AgentProcess agent = AgentProcess.start(folder, "config.yml");
                wiki.awaitRequests(1 + random.nextInt(20));
                wiki.commit(late, now.minusSeconds(5));
                wiki.tag(late - random.nextInt(50), "changed");
                agent.kill();
            }
            AgentProcess agent = AgentProcess.start(folder, "config.yml");
            int all = wiki.logids(Instant.EPOCH).size();
            await().atMost(Duration.ofMinutes(1)).until(() -> logids().size() >= all);
            wiki.awaitRequests(20);
            assertThat(agent.stop()).isZero();

            assertThat(logids())
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(wiki.logids(Instant.EPOCH));
            assertThat(wiki.violations()).isEmpty();
        }
    }

    private List<Long> logids() throws IOException {
        Path lines = folder.resolve("lines.log");
        return !Files.exists(lines)
                ? List.of()
                : LOGID.matcher(Files.readString(lines))
                        .results()
                        .map(found -> Long.valueOf(found.group(1)))
                        .toList();
    }
}

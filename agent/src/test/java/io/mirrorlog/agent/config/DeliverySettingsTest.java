package io.mirrorlog.agent.config;

import static io.mirrorlog.agent.config.Loading.connection;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Pace;
import io.mirrorlog.connector.Rate;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a connection is delivered to: directly, at what pace, by how many calls at once. */
class DeliverySettingsTest {

    private final Loading loading;

    DeliverySettingsTest(@TempDir Path folder) {
        loading = new Loading(folder);
    }

    @Test
    void aConnectionIsWrittenToDirectlyWithinTwoSecondsUnlessItSaysOtherwise() throws Exception {
        Configuration configuration = loading.load("""
                connections:
                  queued: { connector: discard }
                  usual: { connector: discard, delivery: direct }
                  strict: { connector: discard, delivery: direct, direct: { timeout: 50ms, on_failure: reject } }
                """);
        assertThat(connection(configuration, "queued").direct()).isNull();
        assertThat(connection(configuration, "usual").direct())
                .isEqualTo(new DirectSettings(Duration.ofSeconds(2), DirectSettings.OnFailure.QUEUE));
        assertThat(connection(configuration, "strict").direct())
                .isEqualTo(new DirectSettings(Duration.ofMillis(50), DirectSettings.OnFailure.REJECT));
    }

    @Test
    void whatMakesNoSenseOfDirectWritingIsToldAtOnce() {
        assertThat(loading.problems("""
                connections:
                  a: { connector: file, path: a.log, delivery: direct }
                  b: { connector: discard, direct: { timeout: 1s } }
                  c: { connector: discard, delivery: soon, direct: { timeout: 49ms } }
                  d: { connector: discard, delivery: direct, direct: { timeout: 31s, on_failure: forget } }
                """))
                .containsExactly(
                        "config.yml:2:48: connections.a.delivery: direct is not for file, which has an event from the"
                                + " queue within milliseconds, in order, and exactly once; write queued",
                        "config.yml:3:36: connections.b.direct: the section is for delivery: direct; write that, or"
                                + " leave the section out",
                        "config.yml:4:38: connections.c.delivery: \"soon\" is not allowed; write queued or direct",
                        "config.yml:4:63: connections.c.direct.timeout: 49ms is out of range; 50ms to 30s",
                        "config.yml:5:65: connections.d.direct.timeout: 31s is out of range; 50ms to 30s",
                        "config.yml:5:82: connections.d.direct.on_failure: \"forget\" is not allowed; write queue or reject");
    }

    @Test
    void aConnectionCallsAsOftenAsItsConnectorSaysUnlessItSaysOtherwise() throws Exception {
        Configuration configuration = loading.load("""
                connections:
                  always: { connector: discard }
                  chosen: { connector: discard, rate: 10/s }
                  calm: { connector: discard, rate: 10/s, burst: 1 }
                  own: { connector: slow, batch: { events: 1 } }
                  burst: { connector: slow, burst: 7 }
                  rate: { connector: slow, rate: 30/m }
                """);
        assertThat(pace(configuration, "always")).isNull();
        assertThat(pace(configuration, "chosen")).isEqualTo(new Pace(Rate.parse("10/s"), 10));
        assertThat(pace(configuration, "calm")).isEqualTo(new Pace(Rate.parse("10/s"), 1));
        assertThat(pace(configuration, "own")).isEqualTo(new Pace(Rate.parse("1/s"), 3));
        assertThat(pace(configuration, "burst")).isEqualTo(new Pace(Rate.parse("1/s"), 7));
        assertThat(pace(configuration, "rate")).isEqualTo(new Pace(Rate.parse("30/m"), 1));
        assertThat(connection(configuration, "own").limits().events()).isEqualTo(1);
    }

    private static @Nullable Pace pace(Configuration configuration, String name) {
        return connection(configuration, name).limits().pace();
    }

    @Test
    void whatMakesNoSenseOfAPaceIsToldWithItsPlace() {
        assertThat(loading.problems("""
                connections:
                  a: { connector: discard, rate: 10 }
                  b: { connector: discard, burst: 5 }
                  c: { connector: discard, rate: 1/s, burst: 0 }
                  d: { connector: slow, burst: 10001 }
                """))
                .containsExactly(
                        "config.yml:2:34: connections.a.rate: \"10\" is no rate; write 1 to 10000 calls a second, a"
                                + " minute or an hour: 10/s, 30/m, 500/h",
                        "config.yml:3:35: connections.b.burst: a burst without a rate means nothing; write rate, such as"
                                + " 10/s, too",
                        "config.yml:4:46: connections.c.burst: 0 is out of range; 1 to 10000",
                        "config.yml:5:32: connections.d.burst: 10001 is out of range; 1 to 10000");
    }

    @Test
    void aConnectionMakesOneCallAtATimeUnlessItSaysOtherwise() throws Exception {
        Configuration configuration = loading.load("""
                connections:
                  one: { connector: discard }
                  many: { connector: discard, parallel: 16 }
                """);
        assertThat(connection(configuration, "one").pace()).isEqualTo(PaceSettings.USUAL);
        assertThat(connection(configuration, "many").pace().parallel()).isEqualTo(16);
        assertThat(loading.problems("""
                connections:
                  a: { connector: discard, parallel: 0 }
                  b: { connector: discard, parallel: 17 }
                  c: { connector: file, path: a.log, parallel: 2 }
                """))
                .containsExactly(
                        "config.yml:2:38: connections.a.parallel: 0 is out of range; 1 to 16",
                        "config.yml:3:38: connections.b.parallel: 17 is out of range; 1 to 16",
                        "config.yml:4:48: connections.c.parallel: several calls at once are not for file, where events"
                                + " stand in the queue's order, each exactly once; write 1");
    }
}

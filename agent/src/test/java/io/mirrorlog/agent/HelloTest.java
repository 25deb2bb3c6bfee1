package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HelloTest {

    /** @param says what the destination answers; nothing makes the connector break */
    record Options(String says) {}

    private final List<String> heard = new ArrayList<>();

    private final ConnectorType<Options> type = new ConnectorType<>(
            "fake",
            Options.class,
            new Limits(100, 1 << 20, Duration.ZERO),
            false,
            (options, surroundings) -> connector(options.says()));

    private Connector connector(String says) {
        if (says.equals("never made")) {
            throw new IllegalStateException(says);
        }
        return new Connector() {
            @Override
            public Outcome deliver(List<Entry> entries) {
                entries.forEach(entry -> heard.add(entry.text()));
                if (says.isEmpty()) {
                    throw new IllegalStateException("a bug");
                }
                return new Outcome.Retry(says);
            }

            @Override
            public void close() {
                heard.add("closed");
            }
        };
    }

    private Outcome hello(String says) throws InterruptedException {
        return new Hello("web-1", new FakeClock()).to(UsualSettings.of("a", type, new Options(says)));
    }

    @Test
    void offersOneMarkedEventAndTellsWhatWasSaid() throws Exception {
        assertThat(hello("no answer")).isEqualTo(new Outcome.Retry("no answer"));
        assertThat(heard)
                .containsExactly(
                        "[2026-03-01T12:00:00.123456000+00:00] [web-1].[INFORMATIONAL]:"
                                + "[Test event of Mirrorlog for the connection a]{\"id\":\"test-1772366400123\","
                                + "\"type\":\"mirrorlog\",\"action\":\"test\",\"mirrorlog\":{\"test\":true}}",
                        "closed");
    }

    @Test
    void tellsThatAConnectorBroke() throws Exception {
        assertThat(hello(""))
                .isEqualTo(new Outcome.Blocked("the connector broke: java.lang.IllegalStateException: a bug"));
        assertThat(heard).endsWith("closed");
    }

    @Test
    void tellsThatAConnectorCannotBeMade() throws Exception {
        assertThat(hello("never made"))
                .isEqualTo(new Outcome.Blocked("the connector broke: java.lang.IllegalStateException: never made"));
        assertThat(heard).isEmpty();
    }
}

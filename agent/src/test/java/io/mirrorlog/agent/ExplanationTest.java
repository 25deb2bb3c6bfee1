package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.redact.Redacted;
import io.mirrorlog.connector.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplanationTest {

    @ParameterizedTest
    @CsvSource({"999, false", "1000, true", "1001, true"})
    void countsTheEndOfTheLineToWhatADeliveryHolds(int bytes, boolean alone) {
        var redacted = new Redacted(QueueSamples.event(1), List.of(), false, List.of(), false);
        var limits = new Limits(10, 1_000, Duration.ZERO);
        var delivery = new Explanation.Delivery("x".repeat(bytes), Map.of(), bytes, redacted, limits);
        assertThat(delivery.goesAlone()).isEqualTo(alone);
    }
}

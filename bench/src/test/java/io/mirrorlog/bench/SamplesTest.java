package io.mirrorlog.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.intake.StoredForms;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplesTest {

    private static final List<byte[]> EVENTS =
            IntStream.range(0, 8_000).mapToObj(Samples::event).toList();

    @Test
    void areAsLargeAsRealEvents() {
        assertThat(EVENTS.stream().mapToInt(event -> event.length).average().orElseThrow())
                .isBetween(450.0, 550.0);
        assertThat(EVENTS).allSatisfy(event -> assertThat(event.length).isBetween(170, 2_100));
    }

    @Test
    void comeFromSeveralSites() {
        Set<String> sites = EVENTS.stream()
                .map(event -> new String(event, StandardCharsets.UTF_8).replaceAll(".*\"site\":\"(\\w+)\".*", "$1"))
                .collect(Collectors.toSet());
        assertThat(sites).hasSize(5);
    }

    @Test
    void areTakenByTheIntakeOneAndAll() {
        assertThat(Samples.batches())
                .allSatisfy(batch -> assertThat(StoredForms.of(batch)).hasSize(Samples.BATCH));
    }
}

package io.mirrorlog.connector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountedTest {

    @Test
    void speaksOfOneAsOfOne() {
        assertThat(Counted.of(0, "event")).isEqualTo("0 events");
        assertThat(Counted.of(1, "event")).isEqualTo("1 event");
        assertThat(Counted.of(12_345, "dead letter")).isEqualTo("12,345 dead letters");
        assertThat(Counted.of(0, "event", "was", "were")).isEqualTo("0 events were");
        assertThat(Counted.of(1, "event", "was", "were")).isEqualTo("1 event was");
        assertThat(Counted.of(2, "event", "was", "were")).isEqualTo("2 events were");
    }
}

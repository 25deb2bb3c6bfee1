package io.mirrorlog.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeverityTest {

    @ParameterizedTest
    @CsvSource({
        "CRITICAL, critical emergency emerg panic fatal alert crit 1 500",
        "HIGH, high error err 6 400",
        "MEDIUM, medium warning warn 10 300",
        "LOW, low notice 15 250",
        "INFORMATIONAL, informational information info debug trace 20 200 100 0",
    })
    void readsEveryWordAndNumber(Severity severity, String words) {
        assertThat(Arrays.stream(words.split(" ")).map(Severity::read))
                .allSatisfy(read -> assertThat(read).contains(severity));
        assertThat(Arrays.stream(words.split(" "))
                        .map(word -> Severity.read("\t" + word.toUpperCase(Locale.ROOT) + " ")))
                .allSatisfy(read -> assertThat(read).contains(severity));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "2", "7", "3", "01", "500.0", "-1", "criticality", "crıtıcal", "null"})
    void knowsNoOthers(String given) {
        assertThat(Severity.read(given)).isEmpty();
    }

    @Test
    void ordersThemFromTheGravestToTheLeast() {
        assertThat(Severity.HIGH.atLeast(Severity.MEDIUM)).isTrue();
        assertThat(Severity.HIGH.atLeast(Severity.HIGH)).isTrue();
        assertThat(Severity.HIGH.atLeast(Severity.CRITICAL)).isFalse();
        assertThat(Severity.values())
                .containsExactly(
                        Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.INFORMATIONAL);
    }
}

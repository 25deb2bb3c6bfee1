package io.mirrorlog.agent.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {

    private static final Fault FAULT = new Fault("type", ".n", "should be integer");

    @Test
    void whatFailedForGoodIsNotPendingWhateverItsWords() {
        assertThat(Verdict.PENDING.isPending()).isTrue();
        assertThat(Verdict.failed(Verdict.PENDING.text()).isPending()).isFalse();
        assertThat(Verdict.GOOD.isPending()).isFalse();
        assertThatThrownBy(() -> new Verdict(List.of(), null, true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsPendingStaysSoTogetherWithFaults() {
        Verdict both = Verdict.of(FAULT).and(Verdict.PENDING);
        assertThat(both.isPending()).isTrue();
        assertThat(both.faults()).containsExactly(FAULT);
        assertThat(Verdict.PENDING.and(Verdict.of(FAULT))).isEqualTo(both);
        assertThat(Verdict.failed("why").and(Verdict.PENDING).isPending()).isFalse();
        assertThat(Verdict.of(FAULT).and(Verdict.GOOD)).isEqualTo(Verdict.of(FAULT));
    }

    @ParameterizedTest
    @CsvSource({"300, '', 300", "301, '', 299", "298, 😀x, 298", "297, 😀xx, 299"})
    void whatIsMarkedIsCutBetweenCharacters(int length, String end, int kept) {
        String text = "x".repeat(length) + end;
        String whole = "{\"schema_errors\":[\"" + text + "\"]}";
        String cut = "{\"schema_errors\":[\"" + text.substring(0, Math.min(kept, text.length())) + "…\"]}";
        assertThat(Verdict.failed(text).marks()).isEqualTo(text.length() <= 300 ? whole : cut);
    }
}

package io.mirrorlog.agent.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

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
}

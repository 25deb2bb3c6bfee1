package io.mirrorlog.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutcomeTest {

    @Test
    void countsEverythingAsDeliveredUnlessItSaysLess() {
        assertThat(Outcome.DELIVERED).isEqualTo(new Outcome.Delivered(Outcome.Delivered.ALL, null));
        assertThat(new Outcome.Delivered("b")).isEqualTo(new Outcome.Delivered(Outcome.Delivered.ALL, "b"));
    }

    @Test
    void bringsAtLeastABookmarkForward() {
        assertThat(new Outcome.Delivered(0, "b").bookmark()).isEqualTo("b");
        assertThatThrownBy(() -> new Outcome.Delivered(0, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Outcome.Delivered(-1, "b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAnEntryOrOffersItAgainButNotBoth() {
        assertThatThrownBy(() -> new Outcome.Mixed(Map.of(1L, "too old", 2L, "too old"), Set.of(2L, 3L)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Outcome.Mixed(Map.of(1L, "too old"), Set.of(2L)).again()).containsExactly(2L);
    }

    @Test
    void keepsWhatItWasMadeOf() {
        var refused = new HashMap<>(Map.of(1L, "too old"));
        var again = new HashSet<>(Set.of(2L));
        var mixed = new Outcome.Mixed(refused, again);
        refused.clear();
        again.clear();
        assertThat(mixed).isEqualTo(new Outcome.Mixed(Map.of(1L, "too old"), Set.of(2L)));
    }

    @Test
    void saysNoWaitWhereTheServiceAskedForNone() {
        assertThat(new Outcome.Retry("no answer").notBefore()).isNull();
    }
}

package io.mirrorlog.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StartTimelineTest {

    @Test
    void readsTheFirstUseOfEachClassFromTheLogOfEitherJava() {
        assertThat(StartTimeline.firstUses(Stream.of(
                        "[1500000ns] 451 Initializing 'io/mirrorlog/agent/Main' (0x00007f1)",
                        "[2000000ns] 452 Initializing 'io/mirrorlog/agent/Agent' (no method) (0x0f1) by thread \"main\"",
                        "[2100000ns] Start class verification for: io.mirrorlog.agent.Agent",
                        "[9000000ns] 453 Initializing 'io/mirrorlog/agent/Main' (0x00007f1)")))
                .containsOnly(entry("io.mirrorlog.agent.Main", 1.5), entry("io.mirrorlog.agent.Agent", 2.0));
    }

    @Test
    void givesTheTimeThatJavaDoesNotKnowOfToTheProcess() throws Exception {
        Map<String, Double> firstUse = new HashMap<>();
        double millis = 0;
        for (StartTimeline.Phase phase : StartTimeline.PHASES) {
            millis += 10;
            firstUse.put(phase.until(), millis);
        }
        Map<String, Double> phases = StartTimeline.phases(firstUse, 0.1);
        assertThat(phases.keySet()).first().isEqualTo(StartTimeline.BEFORE_JAVA);
        assertThat(phases.values().stream().mapToDouble(Double::doubleValue).sum())
                .isEqualTo(100);
        assertThat(phases)
                .containsEntry(StartTimeline.BEFORE_JAVA, 100 - millis)
                .containsEntry("queue opened", 10.0);
    }

    @Test
    void saysWhichClassIsNotUsedAnyMore() {
        assertThatThrownBy(() -> StartTimeline.phases(Map.of(), 1)).hasMessageContaining("io.mirrorlog.agent.Main");
    }

    @ParameterizedTest
    @MethodSource("ends")
    void phasesEndWithClassesThatTheAgentHas(String name) throws Exception {
        assertThat(Class.forName(name, false, StartTimelineTest.class.getClassLoader()))
                .isNotNull();
    }

    static Stream<String> ends() {
        return StartTimeline.PHASES.stream().map(StartTimeline.Phase::until);
    }
}

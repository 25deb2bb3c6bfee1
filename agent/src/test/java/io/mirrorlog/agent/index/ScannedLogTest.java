package io.mirrorlog.agent.index;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScannedLogTest extends LogIndexContract {

    @Override
    LogIndex index() {
        return new ScannedLog(retained, Duration.ofMinutes(1));
    }

    @Test
    void givesUpWhereItTakesTooLong() {
        retained.add(new LogSamples(1).event());
        var order = new LogOrder(LogOrder.By.TIME, LogOrder.Direction.OLDEST_FIRST);

        assertThatThrownBy(() ->
                        new ScannedLog(retained, Duration.ofSeconds(-1)).find(LogQuery.ALL, order, order.start(), 1))
                .isInstanceOf(TooSlowException.class)
                .hasMessageContaining("takes too long");
    }
}

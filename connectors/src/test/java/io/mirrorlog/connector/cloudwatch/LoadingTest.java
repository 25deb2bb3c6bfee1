package io.mirrorlog.connector.cloudwatch;

import io.mirrorlog.connector.ClassesWithout;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** An agent without such a connection does not pay for the SDK, and one with it not before the first delivery. */
class LoadingTest {

    /** What an agent does before the first delivery; run in a world without the SDK. */
    public static final class Start implements Runnable {
        @Override
        public void run() {
            ConnectorTypes.builtIn();
            var options = new CloudWatchConnector.Options(
                    "eu-central-1", "g", "s", true, null, null, null, null, null, null, null, Oversize.REFUSE, false);
            var surroundings = new Surroundings("c", () -> Instant.EPOCH, notice -> {});
            var connector = new CloudWatchConnector(options, surroundings);
            connector.resume(null);
            connector.close();
        }
    }

    @Test
    void loadsTheSdkWithTheFirstDelivery() throws Exception {
        new ClassesWithout("software\\.amazon\\..*").run(Start.class);
    }
}

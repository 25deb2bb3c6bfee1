package io.mirrorlog.connector.jdbc;

import io.mirrorlog.connector.ClassesWithout;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An agent without such a connection does not pay for drivers, and one with it not before the first delivery. */
class DriversLoadingTest {

    /** What an agent does before the first delivery; run in a world without drivers. */
    public static final class Start implements Runnable {
        @Override
        public void run() {
            ConnectorTypes.builtIn();
            var options = new JdbcConnector.Options(
                    Secret.of("jdbc:postgresql://db.example/activity"),
                    null,
                    null,
                    TableName.parse("event_log"),
                    true,
                    Map.of(),
                    null,
                    false);
            var connector = new JdbcConnector(options, new Surroundings("c", () -> Instant.EPOCH, notice -> {}));
            connector.resume(null);
            connector.close();
        }
    }

    @Test
    void loadsDriversWithTheFirstDelivery() throws Exception {
        new ClassesWithout("(org\\.postgresql|org\\.mariadb|org\\.sqlite|java\\.sql\\.DriverManager).*")
                .run(Start.class);
    }
}

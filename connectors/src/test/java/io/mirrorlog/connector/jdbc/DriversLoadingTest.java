package io.mirrorlog.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An agent without such a connection does not pay for drivers, and one with it not before the first delivery. */
class DriversLoadingTest {

    /** Loads the project's classes anew, and fails for those of drivers. */
    private static final class WithoutDrivers extends ClassLoader {

        WithoutDrivers() {
            super(DriversLoadingTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.matches("(org\\.postgresql|org\\.mariadb|org\\.sqlite|java\\.sql\\.DriverManager).*")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.mirrorlog.") || findLoadedClass(name) != null) {
                return super.loadClass(name, resolve);
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

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
        Class<?> start = new WithoutDrivers().loadClass(Start.class.getName());
        assertThat(start).isNotSameAs(Start.class);
        ((Runnable) start.getConstructor().newInstance()).run();
    }
}

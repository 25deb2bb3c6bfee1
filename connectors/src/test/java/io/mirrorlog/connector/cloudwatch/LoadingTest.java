package io.mirrorlog.connector.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** An agent without such a connection does not pay for the SDK, and one with it not before the first delivery. */
class LoadingTest {

    /** Loads the project's classes anew, and fails for those of the SDK. */
    private static final class WithoutSdk extends ClassLoader {

        WithoutSdk() {
            super(LoadingTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("software.amazon.")) {
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
        Class<?> start = new WithoutSdk().loadClass(Start.class.getName());
        assertThat(start).isNotSameAs(Start.class);
        ((Runnable) start.getConstructor().newInstance()).run();
    }
}

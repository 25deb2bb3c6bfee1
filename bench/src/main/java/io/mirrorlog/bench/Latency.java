package io.mirrorlog.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The time from the first byte of a POST to the line in the file, at 100 events a second. */
final class Latency {

    private static final long TICK_NANOS = 10_000_000;

    private Latency() {}

    /** The p50 and the p99, in milliseconds. */
    static double[] measure(AgentUnderTest agent, String mirror, int events) throws Exception {
        Path file = agent.folder().resolve(mirror);
        var millis = new double[events];
        try (var client = new Client(agent.address())) {
            client.exchange(Client.post(Samples.event(0), "application/json"));
            Load.awaitDelivered(agent.address(), 1);
            for (int i = 0; i < events; i++) {
                byte[] request = Client.post(Samples.event(i), "application/json");
                long size = Files.size(file);
                long begun = System.nanoTime();
                client.exchange(request);
                while (Files.size(file) == size) {
                    Thread.onSpinWait();
                }
                millis[i] = (System.nanoTime() - begun) / 1e6;
                long left = TICK_NANOS - (System.nanoTime() - begun);
                if (left > 0) {
                    Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
                }
            }
        }
        Arrays.sort(millis);
        return new double[] {millis[events / 2], millis[events * 99 / 100]};
    }
}

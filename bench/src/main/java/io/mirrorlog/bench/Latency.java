package io.mirrorlog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * The time from the first byte of a POST to the line in the file, at 100 events a second.
 *
 * <p>A request that is late because the one before it took too long counts from when it was due, so that a stall counts
 * for all that it delays.
 *
 * @param p50 milliseconds
 * @param p99 milliseconds
 */
record Latency(double p50, double p99) {

    private static final long TICK_NANOS = 10_000_000;

    /** Short beside what is measured, and leaves the processor to the agent. */
    private static final long LOOK_NANOS = 50_000;

    /** Sends so many events, one each 10 ms. The file is there already. */
    static Latency measure(AgentUnderTest agent, int events) throws IOException {
        Path file = agent.folder().resolve(TestStand.MIRROR);
        var millis = new double[events];
        try (var client = new Client(agent.address())) {
            long due = System.nanoTime();
            for (int i = 0; i < events; i++) {
                byte[] request = Client.post(Samples.event(i), "application/json");
                long size = Files.size(file);
                long begun = awaited(due);
                client.exchange(request);
                while (Files.size(file) == size) {
                    LockSupport.parkNanos(LOOK_NANOS);
                }
                millis[i] = (System.nanoTime() - begun) / 1e6;
                due += TICK_NANOS;
            }
        }
        Arrays.sort(millis);
        return new Latency(millis[events / 2], millis[events * 99 / 100]);
    }

    /** Waits for that time; returns from when on to count. */
    private static long awaited(long due) {
        if (System.nanoTime() >= due) {
            return due;
        }
        while (System.nanoTime() < due) {
            LockSupport.parkNanos(due - System.nanoTime());
        }
        return System.nanoTime();
    }
}

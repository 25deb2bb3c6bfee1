package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.Texts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** A request of 1,000 events from bytes to events; the time is that of one event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReadingBenchmark {

    private static final int EVENTS = 1_000;
    private static final EventReader.Request LINES = new EventReader.Request(null, null, null, true);

    @Param({"TYPICAL", "SMALL", "NASTY"})
    public Texts text = Texts.TYPICAL;

    private final EventReader reader = new EventReader("bench", InstantSource.fixed(Instant.EPOCH));
    private byte[] body = {};

    @Setup
    public void open() {
        body = (text.received() + "\n").repeat(EVENTS).getBytes(StandardCharsets.UTF_8);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Object read(Blackhole arrivals) throws Refusal {
        return reader.read(body, LINES, arrivals::consume);
    }
}

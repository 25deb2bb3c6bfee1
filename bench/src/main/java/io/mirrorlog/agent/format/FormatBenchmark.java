package io.mirrorlog.agent.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.Texts;
import io.mirrorlog.agent.intake.StoredForms;
import io.mirrorlog.connector.Event;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One event to text and back, in each direction that an event takes on its way. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FormatBenchmark {

    private static final long SEQUENCE = 4711;

    private final Format line = Formats.named("line", ZoneOffset.UTC);
    private final Format json = Formats.json();

    @Param({"TYPICAL", "SMALL", "NASTY"})
    public Texts text = Texts.TYPICAL;

    private String stored = "{}";
    private String mirrored = "";
    private Event event = EventJson.read(stored(Texts.TYPICAL));

    @Setup
    public void open() {
        stored = stored(text);
        event = EventJson.read(stored);
        mirrored = formatLine();
    }

    /** For the mirror. */
    @Benchmark
    public String formatLine() {
        return line.render(event, "my-site", SEQUENCE);
    }

    /** For destinations that take JSON. */
    @Benchmark
    public String formatJson() {
        return json.render(event, "my-site", SEQUENCE);
    }

    /** What {@code mirrorlog parse} does. */
    @Benchmark
    public MirroredLine parseLine() throws UnreadableLineException {
        return MirroredLine.parse(mirrored);
    }

    /** Into the queue. */
    @Benchmark
    public String writeStored() {
        return EventJson.write(event);
    }

    /** Out of the queue. */
    @Benchmark
    public Event readStored() {
        return EventJson.read(stored);
    }

    private static String stored(Texts text) {
        return StoredForms.of(text.received().getBytes(UTF_8))
                .map(body -> new String(body, UTF_8))
                .findFirst()
                .orElseThrow();
    }
}

package io.mirrorlog.agent.redact;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.Texts;
import io.mirrorlog.agent.filter.MetadataPath;
import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.intake.StoredForms;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Secret;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One typical event on its way to a connection that must not see all of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RedactionBenchmark {

    private final Redaction masking = new Redaction(options(List.of("user", "TargetUserData.Username"), List.of()));
    private final Redaction hashing = new Redaction(options(List.of(), List.of("user")));
    private final Event event = EventJson.read(stored());

    /** As all connections without {@code redact}. */
    @Benchmark
    public Event nothing() {
        return Redaction.NONE.apply(event);
    }

    /** Four paths, and the message searched. */
    @Benchmark
    public Event removeMaskAndTruncate() {
        return masking.apply(event);
    }

    /** The same with a pseudonym. */
    @Benchmark
    public Event hash() {
        return hashing.apply(event);
    }

    private static RedactionOptions options(List<String> mask, List<String> hash) {
        return new RedactionOptions(
                paths(List.of("SessionID")),
                paths(mask),
                paths(List.of("ClientIP")),
                paths(hash),
                Secret.of("0123456789abcdef"));
    }

    private static List<MetadataPath> paths(List<String> paths) {
        return paths.stream().map(MetadataPath::parse).toList();
    }

    private static String stored() {
        return StoredForms.of(Texts.TYPICAL.received().getBytes(UTF_8))
                .map(body -> new String(body, UTF_8))
                .findFirst()
                .orElseThrow();
    }
}

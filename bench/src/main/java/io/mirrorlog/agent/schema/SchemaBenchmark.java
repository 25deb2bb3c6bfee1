package io.mirrorlog.agent.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.stream.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Events of a page visit that are held against their schema, from text to verdict; aim: 50,000 a second on one core. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SchemaBenchmark {

    private static final String VISITS = "/analytics/legacy/homepagevisit/1.2.1";

    private static final String GOOD = "{\"$schema\":\"" + VISITS + "\",\"client_dt\":\"2020-04-02T19:11:20.942Z\","
            + "\"dt\":\"2020-04-02T19:11:20.942Z\",\"event\":{\"homepage_pageview_token\":\"example token\","
            + "\"impact_module_state\":\"activated\",\"is_mobile\":true,\"start_email_state\":\"noemail\","
            + "\"user_editcount\":123,\"user_id\":456},\"meta\":{\"dt\":\"2020-04-02T19:11:20.942Z\","
            + "\"id\":\"b0caf18d-6c7f-4403-947d-2712bbe28610\",\"stream\":\"eventlogging_HomepageVisit\"},"
            + "\"schema\":\"HomepageVisit\"}";

    private static final String BAD = GOOD.replace("\"user_id\":456", "\"user_id\":\"x\"");

    private final Schemas schemas =
            new Schemas(new Library(List.of(new Bundled())), InstantSource.system(), judged -> {});

    /** The schemas that came with the measurements. */
    private static final class Bundled implements Repository {

        @Override
        public Optional<String> find(SchemaUri uri) throws IOException {
            String file = "/schemas/secondary/jsonschema" + uri.path() + ".yaml";
            try (InputStream in = SchemaBenchmark.class.getResourceAsStream(file)) {
                return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), UTF_8));
            }
        }

        @Override
        public void close() {}
    }

    @Setup(Level.Trial)
    public void load() {
        if (!schemas.check(VISITS, GOOD).isPending()) {
            throw new IllegalStateException("the schema is there before anybody asks");
        }
        schemas.ready(List.of(VISITS)).join();
        if (!schemas.check(VISITS, GOOD).isGood() || schemas.check(VISITS, BAD).isGood()) {
            throw new IllegalStateException("the schema does not say what it should");
        }
    }

    @TearDown(Level.Trial)
    public void close() {
        schemas.close();
    }

    /** An event that fits. */
    @Benchmark
    public Verdict valid() {
        return schemas.check(VISITS, GOOD);
    }

    /** An event with one fault. */
    @Benchmark
    public Verdict invalid() {
        return schemas.check(VISITS, BAD);
    }
}

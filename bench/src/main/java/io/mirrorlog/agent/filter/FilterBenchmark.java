package io.mirrorlog.agent.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.Texts;
import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.intake.StoredForms;
import io.mirrorlog.connector.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Events that ten connections look at, each with a filter of its own; aim: a million a second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FilterBenchmark {

    private static final List<String> NONE = List.of();

    private final List<Filter> filters = ten();
    private final List<Filter> metadataFilters = List.of(
            new Filter(metadata("TargetUserData.Roles", "author"), null),
            new Filter(null, metadata("no_such.key", "*")));

    private final Event[] events = Stream.of(Texts.TYPICAL, Texts.SMALL, Texts.NASTY)
            .map(text -> EventJson.read(stored(text)))
            .toArray(Event[]::new);

    private int next;

    /** One event, looked at by ten filters of all kinds. */
    @Benchmark
    public int tenFilters() {
        return passed(filters, event());
    }

    /** One event, looked at by two filters that have to look through all its metadata. */
    @Benchmark
    public int twoFiltersOfMetadata() {
        return passed(metadataFilters, event());
    }

    private Event event() {
        next = next == events.length - 1 ? 0 : next + 1;
        return events[next];
    }

    private static int passed(List<Filter> filters, Event event) {
        int passed = 0;
        for (Filter filter : filters) {
            passed += filter.test(event) ? 1 : 0;
        }
        return passed;
    }

    private static List<Filter> ten() {
        List<Filter> ten = new ArrayList<>();
        ten.add(Filter.ALL);
        ten.add(new Filter(criteria("high+", NONE, NONE, NONE), null));
        ten.add(new Filter(null, criteria("informational", NONE, NONE, NONE)));
        ten.add(new Filter(criteria(null, List.of("1000", "4000-4020", "user/*"), NONE, NONE), null));
        ten.add(new Filter(null, criteria(null, List.of("9999", "page/*", "*/viewed"), NONE, NONE)));
        ten.add(new Filter(criteria(null, NONE, List.of("shop", "wiki-*"), NONE), null));
        ten.add(new Filter(null, criteria(null, NONE, NONE, List.of("backup-bot", "*-cron"))));
        ten.add(new Filter(
                criteria("medium+", List.of("4*"), List.of("shop"), List.of("adm*")),
                criteria(null, List.of("4099"), NONE, NONE)));
        ten.add(new Filter(metadata("NewRole", "editor"), null));
        ten.add(new Filter(criteria("low+", NONE, NONE, NONE), metadata("TargetUserData.Username", "test-*")));
        return ten;
    }

    private static Criteria criteria(
            @Nullable String severity, List<String> types, List<String> sites, List<String> users) {
        return new Criteria(
                severity == null ? null : SeverityPattern.parse(severity),
                types.stream().map(TypePattern::parse).toList(),
                globs(sites),
                globs(users),
                Map.of());
    }

    private static Criteria metadata(String path, String glob) {
        return new Criteria(null, List.of(), List.of(), List.of(), Map.of(path, globs(List.of(glob))));
    }

    private static List<Glob> globs(List<String> patterns) {
        return patterns.stream().map(Glob::parse).toList();
    }

    private static String stored(Texts text) {
        return StoredForms.of(text.received().getBytes(UTF_8))
                .map(body -> new String(body, UTF_8))
                .findFirst()
                .orElseThrow();
    }
}

package io.mirrorlog.agent.mediawiki;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Somebody pages through all of a wiki's log while 1,000 events a second arrive, half of them late: none is missed, none is
 * seen twice. {@code -Dmirrorlog.paging.events=1000000} does it with a million.
 */
class PagingWhileEventsArriveTest {

    private static final int USUALLY = 10_000;
    private static final int RETAINED = Integer.getInteger("mirrorlog.paging.events", USUALLY);
    private static final int AT_ONCE = 5_000;
    private static final int ARRIVING = 100;
    private static final int PERIOD_MILLIS = 100;

    /** Each takes two seconds: the index may be behind when a million events came in no time. */
    private static final int TRIES_MAX = 100;

    /** So many share a second. */
    private static final int SECOND = 50;

    /** 2026-11-01. */
    private static final long FIRST = 1_793_491_200L;

    @TempDir
    private Path folder;

    /** The last log id whose event is stored; those of the events that come later follow without a gap. */
    private final AtomicInteger stored = new AtomicInteger();

    /** What {@link #stored} was when the last page was asked for. */
    private int beforeLastPage;

    @Test
    void missesNoneAndRepeatsNone() throws Exception {
        try (var wiki = new MirroredWiki(folder, true)) {
            while (stored.get() < RETAINED) {
                post(wiki, Math.min(AT_ONCE, RETAINED - stored.get()));
            }
            ScheduledExecutorService site = Executors.newSingleThreadScheduledExecutor();
            var failed = new CompletableFuture<Throwable>();
            var unused = site.scheduleAtFixedRate(() -> arrive(wiki, failed), 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
            try {
                BitSet older = page(wiki, "older");
                assertThat(older.nextClearBit(1)).isGreaterThan(RETAINED);
                BitSet newer = page(wiki, "newer");
                assertThat(newer.nextClearBit(1)).isGreaterThan(RETAINED);
                for (int id = RETAINED + 1; id <= beforeLastPage; id++) {
                    assertThat(newer.get(id) || isLate(id)).as("event %s", id).isTrue();
                }
            } finally {
                site.shutdown();
                assertThat(site.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(failed).isNotDone();
            assertThat(stored.get()).isGreaterThan(RETAINED);
        }
    }

    /** All log ids that are seen. */
    private BitSet page(MirroredWiki wiki, String direction) throws Exception {
        var seen = new BitSet();
        long began = System.nanoTime();
        int pages = 0;
        Map<String, String> wish =
                Map.of("action", "query", "list", "logevents", "leprop", "ids", "ledir", direction, "lelimit", "max");
        Map<String, String> parameters = wish;
        while (!parameters.isEmpty()) {
            beforeLastPage = stored.get();
            JsonNode answer = answer(wiki, parameters);
            for (JsonNode entry : answer.get("query").get("logevents")) {
                int id = entry.get("logid").asInt();
                assertThat(seen.get(id)).as("event %s again", id).isFalse();
                seen.set(id);
            }
            pages++;
            JsonNode more = answer.get("continue");
            parameters = more == null
                    ? Map.of()
                    : MirroredWiki.with(
                            wish,
                            "lecontinue",
                            more.get("lecontinue").asString(),
                            "continue",
                            more.get("continue").asString());
        }
        if (RETAINED > USUALLY) {
            System.out.printf(
                    "%s: %,d entries on %d pages in %,d ms, %,d arrived so far%n",
                    direction,
                    seen.cardinality(),
                    pages,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
                    stored.get() - RETAINED);
        }
        return seen;
    }

    /** As clients do: one that is told that it takes too long asks again. */
    private static JsonNode answer(MirroredWiki wiki, Map<String, String> parameters) throws Exception {
        HttpResponse<String> response = wiki.get("wiki", parameters);
        for (int tries = 1; response.statusCode() == 503 && tries < TRIES_MAX; tries++) {
            response = wiki.get("wiki", parameters);
        }
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }

    private void arrive(MirroredWiki wiki, CompletableFuture<Throwable> failed) {
        try {
            post(wiki, ARRIVING);
        } catch (Exception | AssertionError e) {
            failed.complete(e);
        }
    }

    private void post(MirroredWiki wiki, int count) throws Exception {
        var json = new StringBuilder("[");
        int first = stored.get() + 1;
        for (int id = first; id < first + count; id++) {
            json.append(id == first ? "" : ",").append(entry(id));
        }
        wiki.post("wiki", json.append(']').toString());
        stored.addAndGet(count);
    }

    /** Every second one that arrives has a time long past, somewhere among the others. */
    private static boolean isLate(int id) {
        return id > RETAINED && id % 2 == 0;
    }

    private static String entry(int id) {
        int place = isLate(id) ? (int) (id * 7919L % RETAINED) : id;
        var time = Instant.ofEpochSecond(FIRST + place / SECOND);
        return "{\"logid\":" + id + ",\"ns\":0,\"title\":\"Page " + id % 1000
                + "\",\"pageid\":1,\"logpage\":1,\"params\":{},"
                + "\"type\":\"create\",\"action\":\"create\",\"user\":\"Admin\",\"timestamp\":\"" + time
                + "\",\"comment\":\"\",\"tags\":[]}";
    }
}

package io.mirrorlog.agent.queue.sqlite;

import static io.mirrorlog.agent.queue.QueueSamples.event;
import static io.mirrorlog.agent.queue.QueueSamples.known;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Start;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store that is well, with the means to break it, and to see what is left of it. */
@Timeout(60)
abstract class DamageScene {

    static final long MANY = 64 << 20;
    static final int PAGE = 8192;
    static final int EVENTS = 3_000;
    static final int SETTLED = 1_000;

    @TempDir
    Path folder = Path.of("");

    final FakeClock clock = new FakeClock();

    /** With events, one connection that has settled some of them, one dead letter, one event put aside. */
    @BeforeEach
    void fill() {
        try (SqliteQueue queue = open(folder)) {
            fill(queue);
        }
    }

    void fill(SqliteQueue queue) {
        for (int number = 1; number <= EVENTS; number += 100) {
            queue.append(LongStream.range(number, number + 100)
                            .mapToObj(n -> known(event((int) n), n, n))
                            .toList())
                    .join();
        }
        Batch batch = queue.unsettled("a", SETTLED, MANY, clock.instant());
        queue.settle(new Settlement(
                "a", batch, Map.of(7L, "no"), Set.of(8L), clock.instant().plusSeconds(60), "bookmark"));
    }

    SqliteQueue open(Path where) {
        var options = new QueueOptions(where, Durability.FULL, 1L << 30, 0, Duration.ofHours(24), 10_000, 0, 32 << 20);
        SqliteQueue queue = SqliteQueue.open(options, clock, () -> Long.MAX_VALUE);
        queue.configure(Map.of("a", new Start.Earliest()));
        return queue;
    }

    Path file() {
        return folder.resolve("queue.db");
    }

    void write(Path file, long at, byte[] bytes) throws IOException {
        try (var access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(at);
            access.write(bytes);
        }
    }

    static void cut(Path file, long size) throws IOException {
        try (var access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(size);
        }
    }

    void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            for (String statement : statements) {
                Sql.run(connection, statement);
            }
        }
    }

    static byte[] noise(long seed, int length) {
        byte[] noise = new byte[length];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    String report() {
        List<Path> reports = new ArrayList<>();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            try (Stream<Path> files = Files.list(folder)) {
                reports.clear();
                files.filter(each -> each.getFileName().toString().matches("salvage-.*\\.json"))
                        .forEach(reports::add);
            }
            return reports.size() == 1;
        });
        try {
            return Files.readString(reports.get(0));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** All that the connection is given, in order, once the salvage is done. */
    List<QueuedEvent> delivered(SqliteQueue queue) {
        List<QueuedEvent> delivered = new ArrayList<>();
        clock.advance(Duration.ofMinutes(2));
        for (Batch batch = queue.unsettled("a", 700, MANY, clock.instant());
                !batch.isEmpty();
                batch = queue.unsettled("a", 700, MANY, clock.instant())) {
            delivered.addAll(batch.events());
            queue.settle(Settlement.delivered("a", batch, null));
        }
        return delivered;
    }

    static Set<Long> missing(String report) {
        Set<Long> missing = new TreeSet<>();
        Matcher range = Pattern.compile("\\[(\\d+),(\\d+)]").matcher(report);
        while (range.find()) {
            LongStream.rangeClosed(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)))
                    .forEach(missing::add);
        }
        assertThat(number(report, "missing")).isEqualTo(missing.size());
        return missing;
    }

    static long number(String report, String key) {
        Matcher number = Pattern.compile("\"" + key + "\":(\\d+)").matcher(report);
        assertThat(number.find()).isTrue();
        return Long.parseLong(number.group(1));
    }

    static String message(long number) {
        return event((int) number).message();
    }

    List<Path> setAside() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(each -> each.getFileName().toString().matches("queue\\.db\\.damaged-[0-9-]+"))
                    .toList();
        }
    }
}

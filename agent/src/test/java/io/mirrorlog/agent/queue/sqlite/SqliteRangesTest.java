package io.mirrorlog.agent.queue.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.queue.Arrival;
import io.mirrorlog.agent.queue.Batch;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.agent.queue.RangesContract;
import io.mirrorlog.agent.queue.Released;
import io.mirrorlog.agent.queue.Settlement;
import io.mirrorlog.agent.queue.Standing;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteRangesTest extends RangesContract {

    private static final long SMALL = 512 << 10;

    @TempDir
    Path folder = Path.of("");

    private long maxBytes = 1L << 40;

    @Override
    protected EventQueue open() {
        QueueOptions usual = QueueOptions.in(folder);
        var options = new QueueOptions(
                folder,
                Durability.NORMAL,
                maxBytes,
                0,
                usual.dedupe(),
                usual.rememberedMax(),
                usual.tailBytes(),
                usual.pendingBytes());
        return SqliteQueue.open(options, clock, () -> Long.MAX_VALUE);
    }

    private Path file(String name) {
        return folder.resolve("released").resolve(name);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("released"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> lines(Path file) throws IOException {
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        }
    }

    @Test
    void writesOneLineAnEventInTheOneShape() throws Exception {
        Event odd = new Event(
                OffsetDateTime.parse("1900-01-01T00:00:00.000000001-11:59"),
                "a b.c",
                Severity.CRITICAL,
                "\u0000\u001b[31m line\r\n\ud800 \ud83d\ude00 \u2028 ]{ \\",
                Scalar.of("\"sequence\":7"),
                null,
                null,
                null,
                "{\"n\":1.0,\"big\":1E400,\"mirrorlog\":1}",
                "{\"id_reused\":true}");
        queue.append(List.of(new Arrival(odd, null), new Arrival(QueueSamples.event(2), null)))
                .join();
        clock.advance(Duration.ofHours(1));
        giveUp();

        List<String> lines = lines(file("a-1-2.ndjson.gz"));
        assertThat(lines).hasSize(2);
        assertThat(EventJson.readNumbered(lines.get(0))).isEqualTo(new EventJson.Numbered(1, odd));
        String stored = EventJson.write(QueueSamples.event(2));
        assertThat(lines.get(1).replace(",\"sequence\":2", "")).isEqualTo(stored);
        queue.retryReleased("a", Set.of(1L));
        assertThat(late(10).events()).extracting(QueuedEvent::event).containsExactly(odd, QueueSamples.event(2));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("a-1-2.ndjson.gz"))))
                .isEqualTo("rw-------");
    }

    @Test
    void deletesTheFileOfARangeThatIsDelivered() throws Exception {
        old(1, 3);
        giveUp();
        queue.retryReleased("a", Set.of(1L));
        deliver(late(10));
        assertThat(files()).containsExactly("a-1-3.ndjson.gz");
        late(10);
        assertThat(files()).isEmpty();
    }

    @Test
    void deletesWhatACrashHasLeftOfADeliveredRange() throws Exception {
        old(1, 3);
        giveUp();
        queue.retryReleased("a", Set.of(1L));
        deliver(late(10));
        reopen();
        assertThat(files()).isEmpty();
        assertThat(queue.isLateBegun("a")).isFalse();
        assertThat(late(10).full()).isFalse();
    }

    @Test
    void losesNothingWhenItIsKilledBetweenTheFileAndTheCommit() throws Exception {
        old(1, 3);
        write("a");
        Files.createFile(file("a-123.part"));
        assertThat(files()).containsExactly("a-1-3.ndjson.gz", "a-123.part");

        reopen();

        assertThat(files()).isEmpty();
        assertThat(sequences(unsettled())).containsExactly(1L, 2L, 3L);
        assertThat(released()).isEmpty();
    }

    private void write(String connection) throws IOException {
        var draft = new ReleasedFiles(folder)
                .write(connection, 0, Instant.MAX, MANY, (after, events) -> queue.readForward(after, events));
        assertThat(draft).isNotNull();
    }

    @Test
    void keepsAFileThatMayHoldTheOnlyCopy() throws Exception {
        old(1, 3);
        write("a");
        deliver(unsettled());
        queue.purge(clock.instant());
        reopen();
        assertThat(files()).containsExactly("a-1-3.ndjson.gz");
    }

    @Test
    void givesAFileANameOfItsOwn() throws Exception {
        old(1, 3);
        write("a");
        giveUp();
        assertThat(files()).containsExactly("a-1-3-2.ndjson.gz", "a-1-3.ndjson.gz");
        assertThat(released()).extracting(Released::file).containsExactly("a-1-3-2.ndjson.gz");
    }

    @Test
    void doesNotMoveWhenTheFileCannotBeWritten() throws Exception {
        Files.createFile(folder.resolve("released"));
        old(1, 3);
        assertThatThrownBy(this::giveUp)
                .isInstanceOf(QueueException.class)
                .hasMessageStartingWith("what a gives up cannot be written to released/: ");
        assertThat(sequences(unsettled())).containsExactly(1L, 2L, 3L);
        assertThat(released()).isEmpty();
    }

    @Test
    void tellsThatAFileIsMissing() throws Exception {
        old(1, 3);
        giveUp();
        Files.delete(file("a-1-3.ndjson.gz"));
        assertThat(queue.problemOf("a", 1)).endsWith("a-1-3.ndjson.gz is not there");
        queue.retryReleased("a", Set.of(1L));

        assertThat(late(10)).isEqualTo(new Batch(Batch.Source.RELEASED, List.of(), true));

        assertThat(released()).singleElement().satisfies(range -> {
            assertThat(range.problem()).endsWith("a-1-3.ndjson.gz is not there");
            assertThat(range.offered()).isFalse();
        });
        assertThat(late(10).full()).isFalse();
    }

    @Test
    void tellsThatAFileIsCut() throws Exception {
        old(1, 300);
        giveUp();
        Path file = file("a-1-300.ndjson.gz");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThat(queue.problemOf("a", 1)).isEqualTo("a-1-300.ndjson.gz is cut");
        Files.write(file, new byte[0]);
        assertThat(queue.problemOf("a", 1)).isEqualTo("a-1-300.ndjson.gz is cut");
        Files.write(file, new byte[100]);
        assertThat(queue.problemOf("a", 1)).startsWith("a-1-300.ndjson.gz cannot be read: ");
    }

    @Test
    void offersWhatWasMendedAgain() throws Exception {
        old(1, 3);
        giveUp();
        Path file = file("a-1-3.ndjson.gz");
        byte[] whole = Files.readAllBytes(file);
        Files.delete(file);
        queue.retryReleased("a", Set.of(1L));
        late(10);
        Files.write(file, whole);
        queue.retryReleased("a", Set.of(1L));
        assertThat(released()).extracting(Released::problem).containsOnlyNulls();
        assertThat(sequences(late(10))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void writesLargeBacklogsAsSeveralRanges() {
        for (int i = 0; i < 21; i++) {
            append(1, 1000);
        }
        clock.advance(Duration.ofHours(1));
        int ranges = 0;
        while (giveUp() != null) {
            ranges++;
        }
        assertThat(ranges).isEqualTo(2);
        assertThat(released()).extracting(Released::last).containsExactly(20_000L, 21_000L);
    }

    /** So many bytes that a small queue is filled by a few dozen. */
    private void appendLarge() {
        Event large = QueueSamples.event("shop", "x".repeat(8_000));
        queue.append(List.of(new Arrival(large, null))).join();
    }

    private void openSmall(String... names) {
        queue.close();
        maxBytes = SMALL;
        queue = open();
        queue.configure(Stream.of(names).collect(java.util.stream.Collectors.toMap(n -> n, n -> new Start.Earliest())));
    }

    /** For long enough to be stuck. */
    private void fails(String name) {
        failsSince(name, clock.instant().minusSeconds(10));
    }

    private void failsSince(String name, Instant since) {
        queue.trouble(name, new Standing.Trouble(1, since, "no answer", Standing.Kind.RETRYING));
    }

    /** What is given up waits for an admin: too much to ask for each single failure. */
    @Test
    void letsNoneGiveUpThatHasOnlyJustFailed() {
        openSmall("flaky");
        failsSince("flaky", clock.instant().minusMillis(9_999));
        assertThatThrownBy(() -> IntStream.range(0, 300).forEach(i -> appendLarge()))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("the queue is full");
        assertThat(queue.released("flaky", 0, 10)).isEmpty();
        clock.advance(Duration.ofMillis(1));
        appendLarge();
        assertThat(queue.released("flaky", 0, 10)).isNotEmpty();
    }

    @Test
    void neverRefusesEventsBecauseOneDestinationIsDead() throws Exception {
        openSmall("dead", "live");
        List<Released> told = new CopyOnWriteArrayList<>();
        ((SqliteQueue) queue).onReleased(told::add);
        fails("dead");
        int events = 300;
        for (int i = 0; i < events; i++) {
            appendLarge();
            queue.settle(Settlement.delivered("live", queue.unsettled("live", 10, MANY, clock.instant()), null));
        }

        assertThat(queue.standing("live").delivered()).isEqualTo(events);
        assertThat(queue.released("live", 0, 10)).isEmpty();
        List<Released> given = queue.released("dead", 0, 100);
        long waiting = queue.standing("dead").waiting();
        assertThat(given).isNotEmpty().extracting(Released::reason).containsOnly("the queue was full");
        assertThat(told)
                .extracting(Released::first)
                .containsExactlyElementsOf(given.stream().map(Released::first).toList());
        assertThat(given.stream().mapToLong(Released::events).sum() + waiting).isEqualTo(events);
        queue.retryReleased(
                "dead", java.util.Set.copyOf(given.stream().map(Released::first).toList()));
        List<Long> offered = new java.util.ArrayList<>();
        for (Batch batch = queue.late("dead", 7, MANY); !batch.isEmpty() || batch.full(); ) {
            offered.addAll(sequences(batch));
            queue.settle(Settlement.delivered("dead", batch, null));
            batch = queue.late("dead", 7, MANY);
        }
        assertThat(offered).containsExactly(range(1, events - waiting));
        assertThat(files()).isEmpty();
    }

    @Test
    void refusesEventsRatherThanGiveUpForOneThatIsOnItsWay() {
        openSmall("dead", "live");
        fails("dead");
        assertThatThrownBy(() -> IntStream.range(0, 300).forEach(i -> appendLarge()))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("the queue is full");
        assertThat(queue.released("dead", 0, 10)).isEmpty();
        assertThat(queue.released("live", 0, 10)).isEmpty();
    }

    @Test
    void letsTheOneThatIsStuckTheLongestGiveUpFirst() {
        openSmall("second", "first");
        fails("first");
        clock.advance(Duration.ofMinutes(1));
        queue.pause("second", "an admin paused it");
        while (queue.released("first", 0, 10).isEmpty()) {
            appendLarge();
            assertThat(queue.released("second", 0, 10).size())
                    .isLessThanOrEqualTo(queue.released("first", 0, 10).size());
        }
    }

    @Test
    void takesOneThatDoesNotMoveForAMinuteForStuck() {
        openSmall("slow");
        appendLarge();
        clock.advance(Duration.ofMinutes(2));
        for (int i = 0; i < 100; i++) {
            appendLarge();
            clock.advance(Duration.ofSeconds(5));
        }
        assertThat(queue.released("slow", 0, 10)).isNotEmpty();
    }

    @Test
    void refusesEventsWhenTheFolderOfTheFilesCannotBeWritten() throws Exception {
        openSmall("dead");
        fails("dead");
        Files.createFile(folder.resolve("released"));
        assertThatThrownBy(() -> IntStream.range(0, 300).forEach(i -> appendLarge()))
                .hasMessageContaining("cannot be written to released/");
        assertThat(queue.standing("dead").position()).isZero();
        Files.delete(folder.resolve("released"));
        appendLarge();
        assertThat(queue.released("dead", 0, 10)).isNotEmpty();
    }

    @Test
    void carriesRangesOverIntoTheStoreThatTakesADamagedOnesPlace() throws Exception {
        old(1, 3);
        Released given = giveUp();
        queue.close();
        Files.write(
                folder.resolve("queue.db"),
                "no longer a queue".getBytes(UTF_8),
                java.nio.file.StandardOpenOption.WRITE);
        queue = open();
        assertThat(Map.of("a", queue.released("a", 0, 10))).isEqualTo(Map.of("a", List.of(given)));
    }
}

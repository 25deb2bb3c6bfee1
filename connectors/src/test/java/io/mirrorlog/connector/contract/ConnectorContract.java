package io.mirrorlog.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.Surroundings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every connector must do: extend it, and the tests below run against yours.
 *
 * <p>A test makes one connector with {@link #connector} and looks at its destination with {@link #assertArrived}.
 */
public abstract class ConnectorContract {

    /** What the clock of {@link #surroundings} shows. */
    protected static final Instant NOW = Instant.parse("2026-11-21T10:42:07.9Z");

    /** Stands in the text of events where a destination is broken; nobody may be told. */
    protected static final String CONTENT = "the-content-of-an-event";

    /** An agent that stops waits longer than that, but not much. */
    private static final long SECONDS_TO_END = 5;

    private static final int LONGEST_REASON = 500;

    private final List<String> notices = Collections.synchronizedList(new ArrayList<>());

    /** The connector's entry in the list of connectors. */
    protected abstract ConnectorType<?> type();

    /** Valid options, of the type that {@link #type} names, with a value for every secret. */
    protected abstract Record options();

    /** A new connector, with {@link #options}, to a destination that works and has nothing yet. */
    protected abstract Connector connector();

    /** Checks that exactly these texts are at the destination, in this order; trivial where nothing is kept. */
    protected abstract void assertArrived(List<String> texts) throws IOException;

    /** A connector to a destination that takes nothing; empty where that cannot be. */
    protected abstract Optional<Connector> brokenConnector() throws IOException;

    /** A connector to a destination that lets it wait for much longer than a test lasts; empty where that cannot be. */
    protected Optional<Waiting> waitingConnector() {
        return Optional.empty();
    }

    /**
     * A connector that has to wait.
     *
     * @param reached comes back when its delivery waits for the destination
     */
    public record Waiting(Connector connector, Reached reached) {

        /** Waits. */
        @FunctionalInterface
        public interface Reached {
            void await() throws InterruptedException;
        }
    }

    /** What the agent gives to a connector; what the connector tells an operator is looked at after the test. */
    protected Surroundings surroundings() {
        return new Surroundings("under-test", () -> NOW, notices::add);
    }

    /** The connector that {@link #type} opens for these options. */
    protected final Connector opened(Record options) {
        return opened(type(), options);
    }

    private <O extends Record> Connector opened(ConnectorType<O> type, Record options) {
        return type.opener().open(type.options().cast(options), surroundings());
    }

    // --- what a lane does

    /** An entry of low severity from the site {@code shop}. */
    public static Entry entry(long sequence, String text) {
        return entry(sequence, Severity.LOW, text);
    }

    /** An entry from the site {@code shop}. */
    public static Entry entry(long sequence, Severity severity, String text) {
        var event = new Event(
                OffsetDateTime.parse("2026-11-21T10:42:07.000000001+01:00"),
                "shop",
                severity,
                "something happened",
                Scalar.of(sequence),
                null,
                null,
                null,
                Event.NONE,
                Event.NONE);
        return new Entry(sequence, event, "shop", text);
    }

    /** Entries with the sequences 1, 2 … for these texts. */
    public static List<Entry> entries(String... texts) {
        return LongStream.rangeClosed(1, texts.length)
                .mapToObj(sequence -> entry(sequence, texts[(int) sequence - 1]))
                .toList();
    }

    /**
     * Offers entries as the lane does, until all are delivered.
     *
     * @return the last bookmark
     */
    public static @Nullable String deliverAll(Connector connector, List<Entry> entries) throws InterruptedException {
        String bookmark = null;
        List<Entry> rest = entries;
        while (!rest.isEmpty()) {
            Outcome outcome = connector.deliver(rest);
            assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
            var delivered = (Outcome.Delivered) outcome;
            boolean forward = delivered.count() > 0 || !Objects.equals(delivered.bookmark(), bookmark);
            assertThat(forward).as("brings something forward: %s", delivered).isTrue();
            bookmark = delivered.bookmark() == null ? bookmark : delivered.bookmark();
            rest = rest.subList(Math.min(delivered.count(), rest.size()), rest.size());
        }
        return bookmark;
    }

    /** The entries in batches that are as large as the connector's limits allow. */
    protected final List<List<Entry>> batches(List<Entry> entries) {
        Limits limits = type().limits();
        List<List<Entry>> batches = new ArrayList<>();
        List<Entry> batch = new ArrayList<>();
        long bytes = 0;
        for (Entry entry : entries) {
            bytes += bytes(entry);
            if (!batch.isEmpty() && (batch.size() == limits.events() || bytes > limits.bytes())) {
                batches.add(List.copyOf(batch));
                batch.clear();
                bytes = bytes(entry);
            }
            batch.add(entry);
        }
        batches.add(List.copyOf(batch));
        return batches;
    }

    private static long bytes(Entry entry) {
        return entry.text().getBytes(StandardCharsets.UTF_8).length + 1L;
    }

    private @Nullable String deliverTexts(Connector connector, String... texts) throws InterruptedException {
        String bookmark = null;
        for (List<Entry> batch : batches(entries(texts))) {
            bookmark = deliverAll(connector, batch);
        }
        return bookmark;
    }

    /** Hands the entries over as long as the connector only asks for a bookmark to be stored. */
    private static Outcome firstWord(Connector connector, List<Entry> entries) throws InterruptedException {
        Outcome outcome = connector.deliver(entries);
        for (int calls = 1; outcome instanceof Outcome.Delivered begun && begun.count() == 0; calls++) {
            assertThat(calls).isLessThan(10);
            outcome = connector.deliver(entries);
        }
        return outcome;
    }

    // --- what arrives

    @Test
    final void touchesNothingBeforeTheFirstDelivery() throws Exception {
        try (Connector connector = connector()) {
            connector.resume(null);
            assertArrived(List.of());
        }
    }

    @Test
    final void isMadeByItsTypeWithoutAnyIo() throws Exception {
        try (Connector connector = opened(options())) {
            connector.resume(null);
        }
        assertArrived(List.of());
        Optional<Connector> broken = brokenConnector();
        if (broken.isPresent()) {
            broken.get().close();
        }
    }

    @Test
    final void deliversASingleEntry() throws Exception {
        try (Connector connector = connector()) {
            deliverTexts(connector, "one");
            assertArrived(List.of("one"));
        }
    }

    @Test
    final void deliversBatchesInOrder() throws Exception {
        try (Connector connector = connector()) {
            deliverTexts(connector, "c", "a", "b");
            deliverTexts(connector, "z", "a", "y");
            assertArrived(List.of("c", "a", "b", "z", "a", "y"));
        }
    }

    @Test
    final void sendsNothingForNoEntries() throws Exception {
        try (Connector connector = connector()) {
            connector.resume(null);
            assertThat(connector.deliver(List.of())).isInstanceOf(Outcome.Delivered.class);
            assertArrived(List.of());
            deliverTexts(connector, "one");
            assertArrived(List.of("one"));
        }
    }

    @Test
    final void deliversTextUnchanged() throws Exception {
        String[] texts = {
            "[2026-11-21T10:42:07.000000001+01:00] [shop].[LOW]:[said \\u001b[31m]{\"id\":1.0,\"n\":1E400}",
            "  spaces at both ends, and in the    midst  ",
            "\"quotes\" 'and' `ticks` \\ backslash / slash",
            "${env:HOME} %s %d {} {{site}} <b>&amp;</b> $(id)",
            "é ü ß 漢字 עברית العربية 😀 👩‍👩‍👧 e\u0301 \u00a0 \ufeff \ufffd",
        };
        try (Connector connector = connector()) {
            deliverTexts(connector, texts);
            assertArrived(List.of(texts));
        }
    }

    // --- limits

    @Test
    final void deliversAsManyEntriesAsItsLimitsAllow() throws Exception {
        String[] texts = LongStream.range(0, type().limits().events())
                .mapToObj(Long::toString)
                .toArray(String[]::new);
        try (Connector connector = connector()) {
            deliverTexts(connector, texts);
            assertArrived(List.of(texts));
        }
    }

    @Test
    final void deliversAsManyBytesAsItsLimitsAllow() throws Exception {
        Limits limits = type().limits();
        int count = (int) Math.min(Math.min(limits.events(), 10), limits.bytes());
        int length = (int) (limits.bytes() / count) - 1;
        String[] texts = IntStream.range(0, count)
                .mapToObj(i -> "é".repeat(length / 2) + "a".repeat(length % 2))
                .toArray(String[]::new);
        assertThat(batches(entries(texts))).hasSize(1);
        try (Connector connector = connector()) {
            deliverTexts(connector, texts);
            assertArrived(List.of(texts));
        }
    }

    @Test
    final void deliversAnEntryThatIsLargerThanABatchOrRefusesIt() throws Exception {
        String text = "é".repeat((int) type().limits().bytes() / 2 + 1);
        List<Entry> large = entries(text);
        try (Connector connector = connector()) {
            connector.resume(null);
            Outcome outcome = firstWord(connector, large);
            boolean refused = outcome instanceof Outcome.TooLarge
                    || (outcome instanceof Outcome.Mixed mixed
                            && mixed.refused().containsKey(1L));
            assertThat(refused || outcome instanceof Outcome.Delivered)
                    .as("delivered, refused or too large: %s", outcome)
                    .isTrue();
            assertIsTold(outcome, large);
            deliverAll(connector, List.of(entry(2, "behind it")));
            assertArrived(refused ? List.of("behind it") : List.of(text, "behind it"));
        }
    }

    // --- the end

    @Test
    final void closesBeforeTheFirstDelivery() throws Exception {
        Connector connector = connector();
        connector.close();
        assertArrived(List.of());
    }

    @Test
    final void closesTwice() throws Exception {
        Connector connector = connector();
        deliverTexts(connector, "one");
        connector.close();
        connector.close();
        assertArrived(List.of("one"));
    }

    @Test
    final void bearsToBeClosedWhileItDelivers() throws Exception {
        Connector connector = connector();
        String[] texts = new String[Math.min(type().limits().events(), 100)];
        Arrays.fill(texts, "a");
        connector.resume(null);
        Delivery delivery = Delivery.begin(connector, batches(entries(texts)).get(0));
        connector.close();
        assertThat(delivery.awaitEnd(SECONDS_TO_END))
                .isInstanceOfAny(Outcome.Delivered.class, Outcome.Retry.class, InterruptedException.class);
        connector.close();
    }

    @Test
    final void endsSoonWhenItIsClosedWhileItWaits() throws Exception {
        Optional<Waiting> waiting = waitingConnector();
        if (waiting.isEmpty()) {
            return;
        }
        Connector connector = waiting.get().connector();
        Delivery delivery = Delivery.begin(connector, entries(CONTENT));
        waiting.get().reached().await();
        connector.close();
        Object end = delivery.awaitEnd(SECONDS_TO_END);
        assertThat(end).isInstanceOfAny(Outcome.Retry.class, InterruptedException.class);
        assertTellsNothing(end);
        connector.close();
    }

    @Test
    final void throwsSoonWhenItIsInterruptedWhileItWaits() throws Exception {
        Optional<Waiting> waiting = waitingConnector();
        if (waiting.isEmpty()) {
            return;
        }
        try (Connector connector = waiting.get().connector()) {
            Delivery delivery = Delivery.begin(connector, entries(CONTENT));
            waiting.get().reached().await();
            delivery.interrupt();
            Object end = delivery.awaitEnd(SECONDS_TO_END);
            assertThat(end).isInstanceOf(InterruptedException.class);
            assertTellsNothing(end);
        }
    }

    @Test
    final void takesAnInterruptForNoAnswer() throws Exception {
        try (Connector connector = connector()) {
            connector.resume(null);
            Thread.currentThread().interrupt();
            Outcome outcome = connector.deliver(entries("one"));
            assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
            assertThat(Thread.currentThread().isInterrupted())
                    .as("who is interrupted throws, or leaves the thread interrupted")
                    .isTrue();
        } catch (InterruptedException e) {
            assertTellsNothing(e);
        } finally {
            Thread.interrupted();
        }
    }

    // --- what it says

    @Test
    final void saysWhatIsWrongButNoContent() throws Exception {
        Optional<Connector> broken = brokenConnector();
        if (broken.isEmpty()) {
            return;
        }
        try (Connector connector = broken.get()) {
            connector.resume(null);
            List<Entry> entries = entries(CONTENT);
            Outcome outcome = firstWord(connector, entries);
            assertThat(outcome).isNotInstanceOf(Outcome.Delivered.class);
            assertIsTold(outcome, entries);
        }
    }

    @Test
    final void showsNoSecret() throws Exception {
        assertThat(options()).isInstanceOf(type().options());
        Discretion.assertSecretsAreSecrets(options());
        assertTellsNothing(options());
        assertTellsNothing(type());
        try (Connector connector = connector()) {
            assertTellsNothing(connector);
            String bookmark = deliverTexts(connector, "one");
            assertTellsNothing(connector + " " + bookmark);
        }
    }

    @AfterEach
    final void tellsOperatorsNoSecret() {
        assertTellsNothing(String.join("\n", notices));
    }

    @Test
    final void explainsEachOption() {
        for (var component : type().options().getRecordComponents()) {
            Option option = component.getAnnotation(Option.class);
            assertThat(option).as("@Option of %s", component.getName()).isNotNull();
            assertThat(option.value())
                    .as("the sentence about %s", component.getName())
                    .isNotBlank();
        }
    }

    @Test
    final void hasANameThatIsEasyToWrite() {
        assertThat(type().name()).matches("[a-z][a-z0-9_]{0,39}");
    }

    /** Checks that an outcome names only what was offered, and gives reasons that a person can read and anybody may. */
    protected final void assertIsTold(Outcome outcome, List<Entry> offered) {
        assertTellsNothing(outcome);
        for (String reason : reasons(outcome)) {
            assertThat(reason).isNotBlank().hasSizeLessThanOrEqualTo(LONGEST_REASON);
            assertThat(reason.chars().noneMatch(Character::isISOControl))
                    .as("a reason is one line: %s", reason)
                    .isTrue();
        }
        if (outcome instanceof Outcome.Mixed mixed) {
            assertThat(Stream.concat(mixed.refused().keySet().stream(), mixed.again().stream()))
                    .as("speaks of what was offered")
                    .isSubsetOf(offered.stream().map(Entry::sequence).toList());
        }
    }

    private static List<String> reasons(Outcome outcome) {
        if (outcome instanceof Outcome.Retry retry) {
            return List.of(retry.reason());
        } else if (outcome instanceof Outcome.Blocked blocked) {
            return List.of(blocked.reason());
        } else if (outcome instanceof Outcome.TooLarge tooLarge) {
            return List.of(tooLarge.reason());
        }
        return outcome instanceof Outcome.Mixed mixed
                ? List.copyOf(mixed.refused().values())
                : List.of();
    }

    /** Checks that neither a secret nor {@link #CONTENT} can be read in it. */
    protected final void assertTellsNothing(Object said) {
        List<String> secrets = new ArrayList<>(Discretion.secrets(options()));
        secrets.add(CONTENT);
        Discretion.assertTellsNothing(said, secrets);
    }
}

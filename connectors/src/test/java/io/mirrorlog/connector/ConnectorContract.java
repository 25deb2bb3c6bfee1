package io.mirrorlog.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every connector must do: extend it, and the tests below run against yours.
 *
 * <p>A test makes one connector with {@link #connector} and looks at its destination with {@link #assertArrived}.
 */
public abstract class ConnectorContract {

    /** What a broken destination may tell nobody. */
    private static final String CONTENT = "the-content-of-an-event";

    /** The connector's entry in the list of connectors. */
    protected abstract ConnectorType<?> type();

    /** Valid options, of the type that {@link #type} names; those with secrets hold {@link #secrets}. */
    protected abstract Record options();

    /** A new connector, with {@link #options}, to a destination that works and has nothing yet. */
    protected abstract Connector connector();

    /** Checks that exactly these texts are at the destination, in this order; trivial where nothing is kept. */
    protected abstract void assertArrived(List<String> texts) throws IOException;

    /** A connector to a destination that takes nothing; empty where that cannot be. */
    protected abstract Optional<Connector> brokenConnector() throws IOException;

    /** Every secret in {@link #options}, in clear. */
    protected List<String> secrets() {
        return List.of();
    }

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
            boolean forward = delivered.count() > 0
                    || !String.valueOf(delivered.bookmark()).equals(bookmark);
            assertThat(forward).as("brings something forward: %s", delivered).isTrue();
            bookmark = delivered.bookmark() == null ? bookmark : delivered.bookmark();
            rest = rest.subList(Math.min(delivered.count(), rest.size()), rest.size());
        }
        return bookmark;
    }

    @Test
    final void touchesNothingBeforeTheFirstDelivery() throws Exception {
        try (Connector connector = connector()) {
            connector.resume(null);
            assertArrived(List.of());
        }
    }

    @Test
    final void deliversASingleEntry() throws Exception {
        try (Connector connector = connector()) {
            deliverAll(connector, entries("one"));
            assertArrived(List.of("one"));
        }
    }

    @Test
    final void deliversBatchesInOrder() throws Exception {
        try (Connector connector = connector()) {
            deliverAll(connector, entries("c", "a", "b"));
            deliverAll(connector, entries("z", "a", "y"));
            assertArrived(List.of("c", "a", "b", "z", "a", "y"));
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
            deliverAll(connector, entries(texts));
            assertArrived(List.of(texts));
        }
    }

    @Test
    final void deliversAnEntryThatIsLargerThanABatchOrRefusesIt() throws Exception {
        String text = "é".repeat((int) type().limits().bytes() / 2 + 1);
        try (Connector connector = connector()) {
            connector.resume(null);
            Outcome outcome = connector.deliver(entries(text));
            for (int calls = 1; outcome instanceof Outcome.Delivered begun && begun.count() == 0; calls++) {
                assertThat(calls).isLessThan(10);
                outcome = connector.deliver(entries(text));
            }
            if (outcome instanceof Outcome.Delivered) {
                assertArrived(List.of(text));
            } else {
                assertThat(outcome).isInstanceOfAny(Outcome.Mixed.class, Outcome.TooLarge.class);
            }
        }
    }

    @Test
    final void deliversAsManyEntriesAsItsLimitsAllow() throws Exception {
        String[] texts = LongStream.range(0, type().limits().events())
                .mapToObj(Long::toString)
                .toArray(String[]::new);
        try (Connector connector = connector()) {
            deliverAll(connector, entries(texts));
            assertArrived(List.of(texts));
        }
    }

    @Test
    final void closesBeforeTheFirstDelivery() throws Exception {
        Connector connector = connector();
        connector.close();
        assertArrived(List.of());
    }

    @Test
    final void closesTwice() throws Exception {
        Connector connector = connector();
        deliverAll(connector, entries("one"));
        connector.close();
        connector.close();
        assertArrived(List.of("one"));
    }

    @Test
    final void saysWhatIsWrongButNoContent() throws Exception {
        Optional<Connector> broken = brokenConnector();
        if (broken.isEmpty()) {
            return;
        }
        try (Connector connector = broken.get()) {
            Outcome outcome = connector.deliver(entries(CONTENT));
            assertThat(outcome).isNotInstanceOf(Outcome.Delivered.class);
            assertThat(outcome.toString()).doesNotContain(CONTENT);
            assertNoSecretIn(outcome.toString());
        }
    }

    @Test
    final void showsNoSecret() throws Exception {
        try (Connector connector = connector()) {
            String bookmark = deliverAll(connector, entries("one"));
            assertThat(options()).isInstanceOf(type().options());
            assertNoSecretIn(options() + " " + connector + " " + bookmark);
        }
    }

    private void assertNoSecretIn(String shown) {
        for (String secret : secrets()) {
            assertThat(shown).doesNotContain(secret);
        }
    }

    @Test
    final void explainsEachOption() {
        for (var component : type().options().getRecordComponents()) {
            assertThat(component.getAnnotation(Option.class))
                    .as("@Option of %s", component.getName())
                    .isNotNull();
        }
    }
}

package io.mirrorlog.agent.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Severity;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GramsTest {

    private static Event event(String message, String metadata) {
        return new Event(
                OffsetDateTime.parse("2026-03-01T12:00:00Z"),
                "shop",
                Severity.LOW,
                message,
                null,
                null,
                null,
                null,
                metadata,
                Event.NONE);
    }

    private static boolean mayHave(Grams grams, String words, int row) {
        return new Grams.Wanted(FreeText.parse(words)).mayBeIn(grams.seen(), row + 1)[row];
    }

    @Test
    void leavesOutOnlyGroupsWithoutTheWords() {
        var grams = new Grams();
        for (int i = 0; i < 2 * Grams.GROUP + 1; i++) {
            boolean first = i == 3;
            grams.add(event(first ? "The Émigré left" : "nothing else", "{\"n\":" + i + ",\"city\":\"Ystad\"}"));
        }

        assertThat(mayHave(grams, "émigré", 0)).isTrue();
        assertThat(mayHave(grams, "ÉMIGR", 63)).as("within a word, in any case").isTrue();
        assertThat(mayHave(grams, "émigré", 64)).isFalse();
        assertThat(mayHave(grams, "ystad émigré", 64)).as("all words").isFalse();
        assertThat(mayHave(grams, "ystad \"n\":7", 64)).isTrue();
        assertThat(mayHave(grams, "émigré", 128)).as("not in a set yet").isTrue();
        assertThat(new Grams.Wanted(FreeText.parse("abc")).isEmpty())
                .as("too short to look up")
                .isTrue();
    }

    @Test
    void neverLeavesOutAnEventThatHasTheWords() {
        var random = new Random(20261122);
        long hits = 0;
        for (int round = 0; round < 200; round++) {
            var grams = new Grams();
            List<Event> events = random.ints(130, 0, 1_000)
                    .mapToObj(number -> event(text(random, 40), "{\"a\":\"" + number + "\"}"))
                    .toList();
            events.forEach(grams::add);
            String message = events.get(random.nextInt(events.size())).message();
            String words = message.substring(random.nextInt(20), 20 + random.nextInt(20));
            var text = FreeText.parse(
                    words.isBlank() ? "x" : random.nextBoolean() ? words : words.toUpperCase(Locale.ROOT));
            hits += events.stream().filter(text).count();
            boolean[] found = new Grams.Wanted(text).mayBeIn(grams.seen(), events.size());
            for (int row = 0; row < events.size(); row++) {
                assertThat(found[row] || !text.test(events.get(row)))
                        .as("%s in %s", text, events.get(row))
                        .isTrue();
            }
        }
        assertThat(hits).as("it is put to the test").isGreaterThan(100);
    }

    @Test
    void knowsWordsWhereverTheyStandInALongText() {
        for (int before = 240; before < 270; before++) {
            var filter = new GramFilter();
            filter.add("-".repeat(before) + "somewhere" + "-".repeat(300));
            ByteBuffer closed = ByteBuffer.wrap(filter.close());

            assertThat(GramFilter.hasAll(closed, 0, GramFilter.hashes("Somewhere")))
                    .as("behind %s characters", before)
                    .isTrue();
            assertThat(GramFilter.hasAll(closed, 0, GramFilter.hashes("elsewhere")))
                    .isFalse();
        }
    }

    private static String text(Random random, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("aAbB ıIiİſsSßÉé\ud83d\ude00".charAt(random.nextInt(17)));
        }
        return text.toString();
    }

    @Test
    void takesAsMuchRoomAsThereIsText() {
        var few = new Grams();
        var much = new Grams();
        var random = new Random(1);
        for (int i = 0; i < Grams.GROUP; i++) {
            few.add(event("the same", "{}"));
            much.add(event(
                    random.ints(500, 'a', 'z')
                            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                            .toString(),
                    "{}"));
        }

        assertThat(few.seen().limit()).isEqualTo(1 + 64);
        assertThat(much.seen().limit()).isEqualTo(1 + (1 << 14));
    }
}

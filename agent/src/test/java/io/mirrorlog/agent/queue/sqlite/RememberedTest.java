package io.mirrorlog.agent.queue.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.Arrival.Fingerprint;
import io.mirrorlog.agent.queue.sqlite.Remembered.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RememberedTest {

    private record Entry(Fingerprint fingerprint, long arrived) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void knowsWhatAPlainListKnows(long seed) {
        var random = new Random(seed);
        int limit = 1 + random.nextInt(3000);
        var remembered = new Remembered(limit);
        List<Entry> plain = new ArrayList<>();
        long now = 0;
        for (int step = 0; step < 300; step++) {
            now += random.nextInt(5_000_000);
            List<Entry> added = added(random, remembered, now);
            if (random.nextInt(4) == 0) {
                remembered.rollback();
            } else {
                remembered.commit();
                plain.addAll(added);
                plain = new ArrayList<>(plain.subList(Math.max(0, plain.size() - limit), plain.size()));
            }
            long cutoff = now - random.nextInt(1_000_000_000);
            remembered.forgetBefore(cutoff);
            while (!plain.isEmpty() && plain.get(0).arrived() / 1_000_000 < Math.floorDiv(cutoff, 1_000_000L)) {
                plain.remove(0);
            }
            compare(random, remembered, plain);
        }
    }

    private static List<Entry> added(Random random, Remembered remembered, long now) {
        var added = new ArrayList<Entry>();
        for (int i = random.nextInt(60); i > 0; i--) {
            var fingerprint = fingerprint(random);
            if (remembered.known(fingerprint) != Known.SAME_CONTENT) {
                remembered.add(fingerprint, now);
                added.add(new Entry(fingerprint, now));
            }
        }
        return added;
    }

    private static Fingerprint fingerprint(Random random) {
        return new Fingerprint(random.nextInt(5000) * 4096L, random.nextInt(3));
    }

    private static void compare(Random random, Remembered remembered, List<Entry> plain) {
        assertThat(remembered.size()).isEqualTo(plain.size());
        for (int i = 0; i < 100; i++) {
            var fingerprint = fingerprint(random);
            boolean same = plain.stream().anyMatch(entry -> entry.fingerprint().equals(fingerprint));
            boolean name = plain.stream().anyMatch(entry -> entry.fingerprint().name() == fingerprint.name());
            assertThat(remembered.known(fingerprint))
                    .isEqualTo(same ? Known.SAME_CONTENT : name ? Known.OTHER_CONTENT : Known.NOTHING);
        }
    }

    @Test
    void knowsOnlyTheLastContentsOfAnIdThatIsUsedForEverything() {
        var remembered = new Remembered(100_000);
        for (int content = 0; content < 50_000; content++) {
            remembered.add(new Fingerprint(1, content), 0);
            remembered.commit();
        }

        assertThat(remembered.known(new Fingerprint(1, 49_999))).isEqualTo(Known.SAME_CONTENT);
        assertThat(remembered.known(new Fingerprint(1, 49_992))).isEqualTo(Known.SAME_CONTENT);
        assertThat(remembered.known(new Fingerprint(1, 49_991))).isEqualTo(Known.OTHER_CONTENT);
    }
}

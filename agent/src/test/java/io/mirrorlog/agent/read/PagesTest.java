package io.mirrorlog.agent.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.QueueSamples;
import io.mirrorlog.agent.queue.QueuedEvent;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A page of a log that has so many events, each of so many bytes. */
class PagesTest {

    private int asked;

    private Pages<QueuedEvent> pages(long events, int bytes) {
        return Pages.ofEvents((after, atMost) -> {
            asked++;
            return LongStream.rangeClosed(after + 1, Math.min(events, after + atMost))
                    .mapToObj(sequence -> new QueuedEvent(sequence, Instant.EPOCH, bytes, QueueSamples.event(1)))
                    .toList();
        });
    }

    private static List<Long> sequences(Pages.Page<QueuedEvent> page) {
        return page.items().stream().map(QueuedEvent::sequence).toList();
    }

    @Test
    void endsWithTheEventThatFillsIt() {
        Pages.Page<QueuedEvent> page = pages(100, 1 << 20).read(event -> true, 0, 50);
        assertThat(sequences(page)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(page.next()).isEqualTo(4);
    }

    @Test
    void endsWithItsLimitAndHasNoNextAtTheEnd() {
        Pages.Page<QueuedEvent> page = pages(5, 100).read(event -> true, 1, 2);
        assertThat(sequences(page)).containsExactly(2L, 3L);
        assertThat(page.next()).isEqualTo(3);
        assertThat(pages(5, 100).read(event -> true, 3, 9).next()).isZero();
    }

    @Test
    void isEmptyWhereNothingIsFoundForLongAndTellsWhereToGoOn() {
        Pages.Page<QueuedEvent> page = pages(1_000_000, 100).read(event -> false, 7, 50);
        assertThat(page.items()).isEmpty();
        assertThat(page.next()).isEqualTo(20_007);
        assertThat(asked).isEqualTo(20);
    }
}

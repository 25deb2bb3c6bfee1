package io.mirrorlog.connector.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class QuietThreadTest {

    @Test
    void runsAJobOnAThreadThatKeepsNoProcessAlive() throws Exception {
        List<Thread> ran = new CopyOnWriteArrayList<>();
        var done = new CountDownLatch(1);
        try (var background = new QuietThread("upkeep")) {
            assertThat(background.isIdle()).isTrue();
            background.start(() -> {
                ran.add(Thread.currentThread());
                done.countDown();
            });
            done.await();
        }
        assertThat(ran).singleElement().satisfies(thread -> {
            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getName()).isEqualTo("upkeep");
            assertThat(thread).isNotSameAs(Thread.currentThread());
        });
    }

    @Test
    void interruptsItsJobAndWaitsForItsEndWhenItIsClosed() throws Exception {
        var background = new QuietThread("upkeep");
        var running = new CountDownLatch(1);
        var ended = new AtomicBoolean();
        background.start(() -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                ended.set(true);
            }
        });
        running.await();
        assertThat(background.isIdle()).isFalse();
        background.close();
        assertThat(ended).isTrue();
    }

    @Test
    void startsNothingOnceItIsClosed() {
        var background = new QuietThread("upkeep");
        background.close();
        background.close();
        assertThat(background.isIdle()).isFalse();
        var started = new AtomicBoolean();
        background.start(() -> started.set(true));
        background.close();
        assertThat(started).isFalse();
    }
}

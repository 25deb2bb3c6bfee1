package io.mirrorlog.agent.queue.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.agent.queue.QueueException;
import org.junit.jupiter.api.Test;

class InboxTest {

    private final Inbox inbox = new Inbox(10 << 20);

    @Test
    void givesChangesFirstSoThatALaneDoesNotWaitForAllAppendsBeforeIt() {
        Work<?> first = append(900);
        Work<?> second = append(900);
        Work<?> settling = change();
        Work<?> third = append(100);
        Work<?> troubled = change();
        assertThat(inbox.take()).containsExactly(settling, troubled, first);
        assertThat(inbox.take()).containsExactly(second, third);
    }

    @Test
    void takesAnAppendThatIsTooLargeForACommitAlone() {
        Work<?> small = append(1);
        Work<?> large = append(9_000);
        Work<?> next = append(1);
        assertThat(inbox.take()).containsExactly(small);
        assertThat(inbox.take()).containsExactly(large);
        assertThat(inbox.take()).containsExactly(next);
    }

    @Test
    void refusesAppendsOnlyOnceTooMuchWaits() {
        append(30_000);
        assertThatThrownBy(() -> append(30_000))
                .isInstanceOf(QueueException.class)
                .hasMessageContaining("busy");
        change();
        inbox.take();
        append(30_000);
    }

    @Test
    void givesWhatWasTakenInUntilItIsEmptyOnceItIsClosed() {
        Work<?> work = append(1);
        inbox.close();
        assertThatThrownBy(this::change).hasMessageContaining("closed");
        assertThat(inbox.take()).containsExactly(work);
        assertThat(inbox.take()).isEmpty();
    }

    private Work<?> append(int events) {
        Work<?> work = Work.append(events, 0, Transaction::now);
        inbox.put(work);
        return work;
    }

    private Work<?> change() {
        Work<?> work = Work.change(Transaction::now);
        inbox.put(work);
        return work;
    }
}

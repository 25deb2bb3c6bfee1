package io.mirrorlog.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.jdbc.DatabaseProxy.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds for every database behind a network, asked on a way to it that breaks. */
abstract class ServerContract extends DatabaseContract {

    private @Nullable DatabaseProxy proxy;

    @AfterEach
    void closeProxy() throws IOException {
        if (proxy != null) {
            proxy.close();
        }
    }

    /** Of the server itself. */
    protected abstract int port();

    /** The type that orders texts of digits as numbers. */
    protected abstract String integer();

    private DatabaseProxy proxy() {
        try {
            DatabaseProxy made = new DatabaseProxy(port());
            proxy = made;
            return made;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private JdbcConnector through(DatabaseProxy way, Duration timeout) {
        return connector(options(url().replace(":" + port(), ":" + way.port()), true, null, Map.of()), timeout);
    }

    @Override
    protected Optional<Waiting> waitingConnector() {
        DatabaseProxy way = proxy();
        // Where the server speaks first, what hangs is the answer to the client's first words.
        way.play(Fault.HANG);
        return Optional.of(new Waiting(through(way, Duration.ofMinutes(1)), way::awaitHanging));
    }

    @Test
    void endsInTimeWhenTheDatabaseDoesNotAnswer() throws Exception {
        DatabaseProxy way = proxy();
        JdbcConnector connector = through(way, Duration.ofMillis(700));
        assertDelivered(connector.deliver(numbered(1, 3)));
        way.play(Fault.HANG);
        assertThat(connector.deliver(numbered(3, 5)))
                .isInstanceOfSatisfying(
                        Outcome.Retry.class,
                        retry -> assertThat(retry.reason()).contains("has not taken all within 700 ms"));
        way.play(Fault.NONE);
        assertDelivered(connector.deliver(numbered(3, 5)));
        assertThat(count()).isEqualTo(4);
    }

    @Test
    void hasNothingTwiceWhenNobodyHearsThatItWasCommitted() throws Exception {
        DatabaseProxy way = proxy();
        JdbcConnector connector = through(way, Duration.ofMinutes(1));
        assertDelivered(connector.deliver(numbered(1, 3)));
        way.play(Fault.COMMIT_UNHEARD);
        assertThat(connector.deliver(numbered(3, 500))).isInstanceOf(Outcome.Retry.class);
        assertThat(way.played).hasValue(1);
        assertDelivered(connector.deliver(numbered(3, 500)));
        assertThat(count()).isEqualTo(499);
    }

    /** Of a hundred calls five break, each in another way; nobody loses anything, and nothing is there twice. */
    @Test
    void hasEachEventOnceWhateverBreaks() throws Exception {
        int events = Integer.getInteger("mirrorlog.jdbc.events", 5_000);
        run("CREATE TABLE " + table + " (message VARCHAR(100) CHECK (message NOT LIKE 'bad%'))");
        DatabaseProxy way = proxy();
        var run = new FaultyRun(way, through(way, Duration.ofSeconds(2)), 50);
        long begun = System.nanoTime();
        run.carry(events);
        System.out.printf("%d events in %d ms with %s%n", events, (System.nanoTime() - begun) / 1_000_000, run);
        assertThat(way.played.get()).isPositive();
        assertThat(run.dead()).isEqualTo(FaultyRun.bad(events));
        assertThat(texts("SELECT id FROM " + table + " ORDER BY CAST(id AS " + integer() + ")"))
                .isEqualTo(FaultyRun.good(events));
    }
}

package io.mirrorlog.connector.jdbc;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.SmallLane;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Carries events through a way that breaks in one call of twenty; one event in 997 is refused. */
final class FaultyRun {

    private static final int BAD = 997;

    private final Random random = new Random(20_261_122);
    private final DatabaseProxy way;
    private final SmallLane lane;
    private final List<DatabaseProxy.Fault> deck = new ArrayList<>();
    private int hangs;

    FaultyRun(DatabaseProxy way, JdbcConnector connector, int batch) {
        this.way = way;
        this.lane = new SmallLane(connector, batch);
    }

    void carry(int events) throws InterruptedException {
        List<Entry> entries = LongStream.range(1, events)
                .mapToObj(n ->
                        DatabaseContract.entry(n, DatabaseContract.event(n, (n % BAD == 0 ? "bad " : "good ") + n)))
                .toList();
        lane.carry(entries, this::maybe);
    }

    private void maybe() {
        way.play(random.nextInt(20) == 0 ? next() : DatabaseProxy.Fault.NONE);
    }

    private DatabaseProxy.Fault next() {
        if (deck.isEmpty()) {
            for (int i = 0; i < 4; i++) {
                deck.add(DatabaseProxy.Fault.RESET);
                deck.add(DatabaseProxy.Fault.COMMIT_LOST);
                deck.add(DatabaseProxy.Fault.COMMIT_UNHEARD);
            }
            deck.add(0, DatabaseProxy.Fault.HANG); // the last of its deck: it costs a whole timeout
        }
        DatabaseProxy.Fault fault = deck.remove(deck.size() - 1);
        hangs += fault == DatabaseProxy.Fault.HANG ? 1 : 0;
        return fault;
    }

    Set<Long> dead() {
        return lane.dead().keySet();
    }

    static Set<Long> bad(int events) {
        return new TreeSet<>(
                LongStream.range(1, events).filter(n -> n % BAD == 0).boxed().toList());
    }

    static List<String> good(int events) {
        return IntStream.range(1, events)
                .filter(n -> n % BAD != 0)
                .mapToObj(Integer::toString)
                .toList();
    }

    @Override
    public String toString() {
        return (way.played.get() + hangs) + " faults, " + lane.failed() + " deliveries offered again, "
                + lane.dead().size() + " refused";
    }
}

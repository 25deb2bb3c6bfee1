package io.mirrorlog.connector.contract;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets one call in twenty go wrong: resets, an answer that never comes, 429, 500 and 503, answers that are lost after the
 * service has taken the call. Stands before a service; the server's threads play the turns one after the other.
 */
public final class RandomFaults implements Turn {

    private static final int CALLS_PER_FAULT = 20;

    private record Fault(String name, Turn turn) {}

    private final Random random;
    private final LongSupplier arrivals;
    private final AtomicLong unanswered = new AtomicLong();
    private final Map<String, Integer> played = Collections.synchronizedMap(new TreeMap<>());
    private final List<Fault> deck = new ArrayList<>();

    /** @param arrivals how many events the service has taken so far, each time that it has */
    public RandomFaults(long seed, LongSupplier arrivals) {
        this.random = new Random(seed);
        this.arrivals = arrivals;
    }

    @Override
    public void play(Wire wire) throws IOException, InterruptedException {
        Turn turn;
        synchronized (this) {
            turn = random.nextInt(CALLS_PER_FAULT) == 0 ? fault() : w -> w.send(w.taken());
        }
        turn.play(wire);
    }

    /** Each kind as often as it is in the deck; the one that costs a whole timeout once. */
    private Turn fault() {
        if (deck.isEmpty()) {
            for (int i = 0; i < 3; i++) {
                deck.add(new Fault("reset", HttpFault.RESETS_AT_ONCE));
                deck.add(new Fault("429", new HttpAnswer(429, Map.of("Retry-After", "1"), "")));
                deck.add(new Fault("500", new HttpAnswer(500, "oops")));
                deck.add(new Fault("503", new HttpAnswer(503, "busy")));
                deck.add(new Fault("answer lost", lost(Wire::reset)));
                deck.add(new Fault("half an answer", lost(wire -> wire.send("HTTP/1.1 200 OK\r\nContent-Le"))));
            }
            deck.add(new Fault("hang", HttpFault.NEVER_ANSWERS));
            Collections.shuffle(deck, random);
        }
        Fault fault = deck.remove(deck.size() - 1);
        played.merge(fault.name(), 1, Integer::sum);
        return fault.turn();
    }

    /** The call's events are there, and nobody knows. */
    private Turn lost(Turn answer) {
        return wire -> {
            long before = arrivals.getAsLong();
            wire.taken();
            unanswered.addAndGet(arrivals.getAsLong() - before);
            answer.play(wire);
        };
    }

    /** How many events were taken by calls whose answers were lost. */
    public long unanswered() {
        return unanswered.get();
    }

    /** How many faults there were. */
    public int count() {
        return played.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many there were of each kind. */
    @Override
    public String toString() {
        return played.toString();
    }
}

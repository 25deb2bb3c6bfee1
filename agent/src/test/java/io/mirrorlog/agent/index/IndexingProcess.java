package io.mirrorlog.agent.index;

import java.nio.file.Path;

/** A process that fills an index and forgets what lies behind, to be killed: says a word after each step. */
final class IndexingProcess {

    static final int EVENTS = 6_000;

    private IndexingProcess() {}

    /** @param args the index's file, and the seed of the events */
    public static void main(String[] args) throws Exception {
        RetainedEvents retained = events(Long.parseLong(args[1]));
        try (SqliteIndex index = index(Path.of(args[0]), retained)) {
            System.out.println("begins");
            for (long oldest = 1; ; oldest += 250) {
                int indexed = index.step();
                retained.removeBelow(oldest);
                boolean deleted = index.tidy();
                System.out.println(indexed + " " + deleted);
                if (indexed == 0 && oldest > EVENTS) {
                    return;
                }
            }
        }
    }

    /** The same ones for the same seed. */
    static RetainedEvents events(long seed) {
        var retained = new RetainedEvents();
        var samples = new LogSamples(seed);
        for (int i = 0; i < EVENTS; i++) {
            retained.add(samples.event());
        }
        return retained;
    }

    static SqliteIndex index(Path file, RetainedEvents retained) {
        return new SqliteIndex(file, retained, 300);
    }
}

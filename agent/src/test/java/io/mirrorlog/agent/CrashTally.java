package io.mirrorlog.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What happened in rounds of kills, as a table for people. */
final class CrashTally {

    private final Map<Moment, Integer> met = new EnumMap<>(Moment.class);
    private final Map<Moment, Integer> missed = new EnumMap<>(Moment.class);
    private final Map<FlakyDestination.Fault, Integer> faults = new EnumMap<>(FlakyDestination.Fault.class);
    private Duration worked = Duration.ZERO;
    private int events;
    private int rotated;
    private int repeatedByKill;
    private int repeatedByFault;

    void killed(Moment moment, boolean wasMet) {
        (wasMet ? met : missed).merge(moment, 1, Integer::sum);
    }

    /** An agent was under load for so long before it was killed. */
    void worked(Duration time) {
        worked = worked.plus(time);
    }

    void checked(int sent, MirroredFiles mirror, FlakyDestination destination) throws IOException {
        events += sent;
        rotated += mirror.rotated("rotated.log").size();
        repeatedByKill += destination.repeatedByKill();
        repeatedByFault += destination.repeatedByFault();
        destination.faults().forEach((fault, count) -> faults.merge(fault, count, Integer::sum));
    }

    void add(CrashTally other) {
        other.met.forEach((moment, count) -> met.merge(moment, count, Integer::sum));
        other.missed.forEach((moment, count) -> missed.merge(moment, count, Integer::sum));
        other.faults.forEach((fault, count) -> faults.merge(fault, count, Integer::sum));
        worked = worked.plus(other.worked);
        events += other.events;
        rotated += other.rotated;
        repeatedByKill += other.repeatedByKill;
        repeatedByFault += other.repeatedByFault;
    }

    int kills() {
        return sum(met) + sum(missed);
    }

    int events() {
        return events;
    }

    int rotated() {
        return rotated;
    }

    /** How many moments were met at least once. */
    int moments() {
        return met.size();
    }

    private static int sum(Map<?, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%,d kills, %,d events answered 202%n%n", kills(), events));
        text.append("| killed while | met | not met in time |\n| --- | ---: | ---: |\n");
        for (Moment moment : Moment.values()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %,d | %,d |%n",
                    moment,
                    met.getOrDefault(moment, 0),
                    missed.getOrDefault(moment, 0)));
        }
        text.append(String.format(
                Locale.ROOT,
                "%nrotated files of one connection: %,d, one each %,d ms of load%nevents that the remote got again: %,d after a kill, %,d that it"
                        + " had given no answer to%nits faults: %s%n",
                rotated,
                worked.toMillis() / Math.max(1, rotated),
                repeatedByKill,
                repeatedByFault,
                faults));
        return text.toString();
    }
}

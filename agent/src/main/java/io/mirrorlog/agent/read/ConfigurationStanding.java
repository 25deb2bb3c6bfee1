package io.mirrorlog.agent.read;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which configuration is in force.
 *
 * @param read when it was read
 * @param awaitsRestart the options of it that hold from the next start on, by their paths
 * @param refused why the one that was read last is not in force, for people; absent when it is
 */
public record ConfigurationStanding(
        Instant read, List<String> awaitsRestart, @Nullable String refused) {

    private static final int LINES_MAX = 20;

    public ConfigurationStanding {
        awaitsRestart = List.copyOf(awaitsRestart);
    }

    /** Still this one, as the one that was read last cannot be used: of the reason {@value #LINES_MAX} lines are kept. */
    public ConfigurationStanding refusing(String why) {
        List<String> lines = why.lines().toList();
        List<String> first = lines.subList(0, Math.min(lines.size(), LINES_MAX));
        String more = lines.size() > LINES_MAX ? "\nand " + (lines.size() - LINES_MAX) + " more" : "";
        return new ConfigurationStanding(read, awaitsRestart, String.join("\n", first) + more);
    }
}

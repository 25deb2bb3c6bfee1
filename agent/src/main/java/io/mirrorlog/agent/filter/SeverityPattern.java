package io.mirrorlog.agent.filter;

import io.mirrorlog.connector.Severity;
import java.util.function.Predicate;

/**
 * One severity, or that one with all graver ones.
 *
 * @param severity the one that is named, and the least of them
 * @param orGraver true when graver ones match too
 */
public record SeverityPattern(Severity severity, boolean orGraver) implements Predicate<Severity> {

    /**
     * Reads a word, or a word with {@code +} behind it for that one and all graver ones: {@code high+}.
     *
     * @throws IllegalArgumentException saying what may be written
     */
    public static SeverityPattern parse(String text) {
        boolean orGraver = text.endsWith("+");
        return Severity.read(orGraver ? text.substring(0, text.length() - 1) : text)
                .map(severity -> new SeverityPattern(severity, orGraver))
                .orElseThrow(() -> new IllegalArgumentException("may be critical, high, medium, low or informational,"
                        + " with a + behind it for that one and all graver ones"));
    }

    @Override
    public boolean test(Severity actual) {
        return orGraver ? actual.atLeast(severity) : actual == severity;
    }

    @Override
    public String toString() {
        return severity.name().toLowerCase(java.util.Locale.ROOT) + (orGraver ? "+" : "");
    }
}

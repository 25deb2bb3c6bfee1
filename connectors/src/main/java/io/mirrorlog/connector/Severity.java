package io.mirrorlog.connector;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How grave an event is, in the five words that every mirror shows; declared from the gravest to the least. */
public enum Severity {
    CRITICAL,
    HIGH,
    MEDIUM,
    LOW,
    INFORMATIONAL;

    private static final Map<String, Severity> BY_WORD = Map.ofEntries(
            Map.entry("critical", CRITICAL),
            Map.entry("emergency", CRITICAL),
            Map.entry("emerg", CRITICAL),
            Map.entry("panic", CRITICAL),
            Map.entry("fatal", CRITICAL),
            Map.entry("alert", CRITICAL),
            Map.entry("crit", CRITICAL),
            Map.entry("high", HIGH),
            Map.entry("error", HIGH),
            Map.entry("err", HIGH),
            Map.entry("medium", MEDIUM),
            Map.entry("warning", MEDIUM),
            Map.entry("warn", MEDIUM),
            Map.entry("low", LOW),
            Map.entry("notice", LOW),
            Map.entry("informational", INFORMATIONAL),
            Map.entry("information", INFORMATIONAL),
            Map.entry("info", INFORMATIONAL),
            Map.entry("debug", INFORMATIONAL),
            Map.entry("trace", INFORMATIONAL));

    /** WP Activity Log's numbers, those of today and those of its first years. */
    private static final Map<String, Severity> BY_NUMBER = Map.ofEntries(
            Map.entry("500", CRITICAL),
            Map.entry("1", CRITICAL),
            Map.entry("400", HIGH),
            Map.entry("6", HIGH),
            Map.entry("300", MEDIUM),
            Map.entry("10", MEDIUM),
            Map.entry("250", LOW),
            Map.entry("15", LOW),
            Map.entry("200", INFORMATIONAL),
            Map.entry("20", INFORMATIONAL),
            Map.entry("100", INFORMATIONAL),
            Map.entry("0", INFORMATIONAL));

    /** Reads a word in any case, with the common aliases, or one of WP Activity Log's numbers; empty when unknown. */
    public static Optional<Severity> read(String given) {
        String word = given.strip().toLowerCase(Locale.ROOT);
        Severity severity = BY_WORD.get(word);
        return Optional.ofNullable(severity != null ? severity : BY_NUMBER.get(word));
    }

    /** True for this severity itself as for every graver one. */
    public boolean atLeast(Severity other) {
        return compareTo(other) <= 0;
    }
}

package io.mirrorlog.connector.webhook;

import io.mirrorlog.connector.Severity;

/** The words of syslog for severities, by which log services sort and colour. */
final class Levels {

    private Levels() {}

    static String of(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "critical";
            case HIGH -> "error";
            case MEDIUM -> "warning";
            case LOW -> "notice";
            case INFORMATIONAL -> "info";
        };
    }
}

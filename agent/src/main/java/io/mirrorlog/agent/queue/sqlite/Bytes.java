package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.connector.Counted;
import java.util.Locale;

/** Sizes as people read them. */
final class Bytes {

    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

    private Bytes() {}

    static String text(long bytes) {
        if (bytes < 1024) {
            return Counted.of(bytes, "byte");
        }
        double size = bytes;
        int unit = -1;
        while (size >= 1024 && unit < UNITS.length - 1) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", size, UNITS[unit]);
    }
}

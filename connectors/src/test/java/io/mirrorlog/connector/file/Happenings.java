package io.mirrorlog.connector.file;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries of different sites, types and days. */
final class Happenings {

    static final String NOON = "2026-11-21T12:00:00Z";

    private Happenings() {}

    static Entry entry(String site, @Nullable String type, String timestamp, String text) {
        var event = new Event(
                OffsetDateTime.parse(timestamp),
                site,
                Severity.LOW,
                "something happened",
                null,
                type == null ? null : Scalar.of(type),
                null,
                null,
                Event.NONE,
                Event.NONE);
        return new Entry(1, event, "shown-" + site, text);
    }

    /** An entry for each text; what stands before its first blank, or all of it, is the site. */
    static List<Entry> entries(String... texts) {
        return Arrays.stream(texts)
                .map(text -> entry(text.split(" ", 2)[0], null, NOON, text))
                .toList();
    }
}

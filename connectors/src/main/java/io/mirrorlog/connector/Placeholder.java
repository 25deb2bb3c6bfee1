package io.mirrorlog.connector;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What of an event may stand in the text of an option, written {@code {name}}. */
public enum Placeholder {
    /** The event's site. */
    SITE,
    /** The name under which the connection shows the site. */
    IDENTIFIER,
    /** The event's type, which it may not have. */
    TYPE,
    /** The day on which the event happened, {@code yyyy-MM-dd}: the one that its line shows. */
    DATE;

    /** All of them as they are written, for people. */
    public static final String ALL =
            Stream.of(values()).map(Placeholder::written).collect(Collectors.joining(", "));

    /** As the user writes it. */
    public String written() {
        return "{" + name().toLowerCase(Locale.ROOT) + "}";
    }

    /**
     * What an entry puts in its place: the same for the same entry, always, so that it goes to the same destination when
     * it is offered again. Any characters but for the site, the identifier and the date; empty where it has none.
     *
     * @param zone the connection's
     */
    public Optional<String> of(Entry entry, ZoneId zone) {
        return switch (this) {
            case SITE -> Optional.of(entry.event().site());
            case IDENTIFIER -> Optional.of(entry.identifier());
            case TYPE -> Optional.ofNullable(entry.event().type()).map(Scalar::text);
            case DATE -> Optional.of(day(entry.event().timestamp(), zone));
        };
    }

    /** As lines do it: in UTC where the zone's offset had seconds, or its year is none of 0000 to 9999. */
    private static String day(OffsetDateTime timestamp, ZoneId zone) {
        ZonedDateTime shown = timestamp.atZoneSameInstant(zone);
        boolean odd = shown.getOffset().getTotalSeconds() % 60 != 0 || shown.getYear() < 0 || shown.getYear() > 9999;
        return (odd ? timestamp.atZoneSameInstant(ZoneOffset.UTC) : shown)
                .toLocalDate()
                .toString();
    }
}

package io.mirrorlog.connector.slack;

import io.mirrorlog.connector.Counted;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Severity;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says of events how many they are, of which severities and sites, and from when to when. */
final class Digest {

    /** So many sites are named, those with most events. */
    private static final int SITES_MOST = 15;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss XXX", Locale.ROOT);

    private Digest() {}

    /** {@code 213 events: 4 HIGH, 209 LOW}. */
    static String headline(Collection<Entry> entries) {
        Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
        entries.forEach(entry -> counts.merge(entry.event().severity(), 1, Integer::sum));
        String severities = counts.entrySet().stream()
                .map(count -> number(count.getValue()) + " " + count.getKey())
                .collect(Collectors.joining(", "));
        return Counted.of(entries.size(), "event") + ": " + severities;
    }

    /** {@code 150 shop, 63 wiki}, those with most events first. */
    static String sites(Collection<Entry> entries) {
        Map<String, Integer> counts = new TreeMap<>();
        entries.forEach(entry -> counts.merge(entry.identifier(), 1, Integer::sum));
        List<Map.Entry<String, Integer>> most = counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .toList();
        String named = most.stream()
                .limit(SITES_MOST)
                .map(count -> number(count.getValue()) + " " + count.getKey())
                .collect(Collectors.joining(", "));
        int rest = most.stream().skip(SITES_MOST).mapToInt(Map.Entry::getValue).sum();
        return rest == 0 ? named : named + ", " + number(rest) + " of " + (most.size() - SITES_MOST) + " more sites";
    }

    /** {@code from … to …}, by when they happened. */
    static String span(Collection<Entry> entries, ZoneId zone) {
        Comparator<OffsetDateTime> byInstant = OffsetDateTime.timeLineOrder();
        List<OffsetDateTime> times = entries.stream()
                .map(entry -> entry.event().timestamp())
                .sorted(byInstant)
                .toList();
        return "from " + time(times.get(0), zone) + " to " + time(times.get(times.size() - 1), zone);
    }

    /** To the second: the rest is in the mirrors that keep everything. */
    static String time(OffsetDateTime timestamp, ZoneId zone) {
        return TIME.format(timestamp.atZoneSameInstant(zone));
    }

    private static String number(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}

package io.mirrorlog.connector.loggly;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Placeholder;
import io.mirrorlog.connector.PlaceholderText;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The tags under which an event is found at Loggly, which may hold what each event brings. */
final class Tags {

    /** Of one event. */
    static final int MOST = 10;

    private static final int LONGEST = 64;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1," + LONGEST + "}");
    private static final Pattern OTHERS = Pattern.compile("[^A-Za-z0-9._-]");

    private final List<PlaceholderText> texts;

    private Tags(List<PlaceholderText> texts) {
        this.texts = List.copyOf(texts);
    }

    /** @throws IllegalArgumentException saying what is wrong with them */
    static Tags of(List<String> written) {
        if (written.size() > MOST) {
            throw new IllegalArgumentException("has more than " + MOST + " tags");
        }
        return new Tags(written.stream().map(Tags::read).toList());
    }

    private static PlaceholderText read(String tag) {
        PlaceholderText text = PlaceholderText.parse(tag);
        if (!PLAIN.matcher(text.filled(placeholder -> "x")).matches()) {
            throw new IllegalArgumentException("holds what is no tag; letters, digits, . _ - and " + Placeholder.ALL
                    + ", at most " + LONGEST + " characters");
        }
        return text;
    }

    /**
     * The entry's, separated by commas: the same for the same entry, always. A tag that stands for what the event does not
     * have is left out, a character that may not stand in a tag is {@code -}, and what is too long is cut.
     */
    String of(Entry entry, ZoneId zone) {
        Set<String> tags = new LinkedHashSet<>();
        for (PlaceholderText text : texts) {
            filled(text, entry, zone).ifPresent(tags::add);
        }
        return String.join(",", tags);
    }

    private static Optional<String> filled(PlaceholderText text, Entry entry, ZoneId zone) {
        boolean whole = text.placeholders().stream()
                .allMatch(placeholder -> placeholder
                        .of(entry, zone)
                        .filter(value -> !value.isEmpty())
                        .isPresent());
        if (!whole) {
            return Optional.empty();
        }
        String tag = text.filled(placeholder -> placeholder.of(entry, zone).orElseThrow());
        String mapped = OTHERS.matcher(tag).replaceAll("-");
        return Optional.of(mapped.substring(0, Math.min(mapped.length(), LONGEST)));
    }
}

package io.mirrorlog.connector.file;

import io.mirrorlog.connector.Entry;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The first entries of a batch, by the files they go to.
 *
 * @param shares in the order of their first lines in the batch; the lines of each in the order of the batch
 * @param count how many entries they are together
 */
record Spread(List<Share> shares, int count) {

    Spread {
        shares = List.copyOf(shares);
    }

    /** As many entries, from the first, as go to at most so many files. */
    static Spread of(List<Entry> entries, PathPattern pattern, ZoneId zone, int mostFiles) {
        if (pattern.isPlain()) {
            int[] places = IntStream.range(0, entries.size()).toArray();
            Path path = pattern.path(entries.get(0), zone);
            return new Spread(List.of(new Share(path, Lines.of(entries), places)), entries.size());
        }
        Map<String, Gathering> files = new LinkedHashMap<>();
        int count = 0;
        for (Entry entry : entries) {
            String key = pattern.key(entry, zone);
            Gathering file = files.get(key);
            if (file == null && files.size() == mostFiles) {
                break;
            }
            if (file == null) {
                file = new Gathering(pattern.path(entry, zone), new ArrayList<>(), new ArrayList<>());
                files.put(key, file);
            }
            file.add(entry, count++);
        }
        return new Spread(files.values().stream().map(Gathering::share).toList(), count);
    }

    /** The entries of one file, as they are found. */
    private record Gathering(Path path, List<Entry> entries, List<Integer> places) {

        void add(Entry entry, int place) {
            entries.add(entry);
            places.add(place);
        }

        Share share() {
            return new Share(
                    path,
                    Lines.of(entries),
                    places.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    /** The first so many of the entries. */
    Spread first(int number) {
        return number == count
                ? this
                : new Spread(
                        shares.stream()
                                .filter(share -> share.place(0) < number)
                                .map(share -> share.first(share.linesIn(number)))
                                .toList(),
                        number);
    }
}

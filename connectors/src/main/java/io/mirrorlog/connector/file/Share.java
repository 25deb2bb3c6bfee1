package io.mirrorlog.connector.file;

import java.nio.file.Path;
import java.util.Arrays;

/** The lines of a batch that go into one file. */
final class Share {

    private final Path path;
    private final Lines lines;

    /** Where each line stands in the batch, ascending. */
    private final int[] places;

    Share(Path path, Lines lines, int[] places) {
        this.path = path;
        this.lines = lines;
        this.places = places;
    }

    Path path() {
        return path;
    }

    Lines lines() {
        return lines;
    }

    /** Where one of its lines, counted from 0, stands in the batch. */
    int place(int line) {
        return places[line];
    }

    /** How many of its lines are among the first so many of the batch. */
    int linesIn(int count) {
        int found = Arrays.binarySearch(places, count);
        return found >= 0 ? found : -found - 1;
    }

    /** The first so many of its lines. */
    Share first(int number) {
        return number == places.length ? this : new Share(path, lines.first(number), Arrays.copyOf(places, number));
    }
}

package io.mirrorlog.agent.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one file, so that all of it is told at once. For one thread. */
final class Problems {

    private static final Comparator<Problem> BY_PLACE =
            Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

    private final String file;
    private final List<Problem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(Place place, String path, String text) {
        found.add(new Problem(file, place.line(), place.column(), path, text));
    }

    /** The file cannot be read at all. */
    ConfigurationException unreadable(String text) {
        found.add(new Problem(file, 0, 0, "", text));
        return asException();
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** All of them, the first in the file first. */
    ConfigurationException asException() {
        return new ConfigurationException(found.stream().sorted(BY_PLACE).toList());
    }
}

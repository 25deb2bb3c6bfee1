package io.mirrorlog.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/**
 * What is measured, how often and with what.
 *
 * @param rounds at least 1
 * @param events in one measurement, at least 4,000, a multiple of 4,000
 * @param backlogs in events, rising, multiples of 1,000
 * @param javas homes of Java; the first one's agents are those under load
 * @param folder on the disk that is measured; it gets a folder of its own for the time of the run
 * @param names of the measurements, among {@link Run#NAMES}
 */
record Settings(int rounds, int events, List<Integer> backlogs, List<Path> javas, Path folder, List<String> names) {

    Settings {
        backlogs = List.copyOf(new TreeSet<>(backlogs));
        javas = List.copyOf(javas);
        names = List.copyOf(names);
        if (rounds < 1) {
            throw new IllegalArgumentException("--rounds: at least 1");
        }
        if (events < 4_000 || events % 4_000 != 0) {
            throw new IllegalArgumentException(
                    "--events: a multiple of 4,000, as a quarter is sent in batches of 1,000");
        }
        if (backlogs.isEmpty() || backlogs.stream().anyMatch(size -> size < 1_000 || size % 1_000 != 0)) {
            throw new IllegalArgumentException("--backlog: multiples of 1,000");
        }
        if (javas.isEmpty()) {
            throw new IllegalArgumentException("--java: at least one");
        }
        if (!Run.NAMES.containsAll(names)) {
            throw new IllegalArgumentException("--only: there are " + String.join(", ", Run.NAMES));
        }
    }
}

package io.mirrorlog.agent.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of what a record's constructor threw, brought to its place in the file.
 *
 * <p>{@code option: text} concerns one option, {@code option, other: text} several, {@code option.key: text} a value
 * inside of one; any other text concerns the record. It is shown at the first option named that the file holds.
 *
 * @param options the keys of the options concerned; empty for the record as a whole
 */
record Complaint(List<String> options, Place place, String path, String text) {

    static Complaint of(String line, List<OptionSpec> specs, Setting.Section section, String path) {
        List<String> options = new ArrayList<>();
        Named shown = null;
        int at = 0;
        do {
            Named named = named(line, at, specs, section, path);
            if (named == null) {
                return new Complaint(List.of(), section.place(), path, line);
            }
            options.add(named.option);
            shown = shown == null || (!shown.written && named.written) ? named : shown;
            at = named.end + 2;
        } while (line.startsWith(", ", at - 2));
        return new Complaint(options, shown.place, shown.path, line.substring(at));
    }

    /** Those that hold whatever stands in for what is broken, and are not told in another way by one of the others. */
    static List<Complaint> certain(List<Complaint> complaints, Set<String> replaced) {
        Set<String> alone = new HashSet<>(replaced);
        for (Complaint complaint : complaints) {
            if (complaint.options.size() == 1) {
                alone.addAll(complaint.options);
            }
        }
        return complaints.stream()
                .filter(complaint -> switch (complaint.options.size()) {
                    case 0 -> replaced.isEmpty();
                    case 1 -> !replaced.contains(complaint.options.get(0));
                    default -> complaint.options.stream().noneMatch(alone::contains);
                })
                .toList();
    }

    /** Of each the first option that is not replaced yet. */
    static Set<String> firstNamed(List<Complaint> complaints, Set<String> replaced) {
        Set<String> named = new HashSet<>();
        for (Complaint complaint : complaints) {
            complaint.options.stream()
                    .filter(option -> !replaced.contains(option))
                    .findFirst()
                    .ifPresent(named::add);
        }
        return named;
    }

    /** An option named at that position of the line, and where its name ends. */
    private record Named(String option, Place place, String path, boolean written, int end) {}

    private static @Nullable Named named(
            String line, int at, List<OptionSpec> specs, Setting.Section section, String path) {
        for (OptionSpec spec : specs) {
            String name = line.startsWith(spec.key(), at) ? spec.key() : spec.name();
            int end = at + name.length();
            if (!line.startsWith(name, at) || !endsName(line, end)) {
                continue;
            }
            String shown = Binder.join(path, spec.key());
            Setting.Entry entry = section.entries().get(spec.key());
            if (entry == null) {
                int nameEnd = line.indexOf(": ", end);
                return new Named(spec.key(), section.place(), shown, false, line.startsWith(".", end) ? nameEnd : end);
            }
            return inside(line, end, new Named(spec.key(), entry.value().place(), shown, true, end), entry.value());
        }
        return null;
    }

    /** Follows {@code .key} into sections as far as the line and the file go together; keys may hold dots. */
    private static Named inside(String line, int at, Named outer, Setting value) {
        Named found = outer;
        if (line.startsWith(".", at) && value instanceof Setting.Section section) {
            for (var entry : section.entries().entrySet()) {
                int end = at + 1 + entry.getKey().length();
                if (line.startsWith(entry.getKey(), at + 1) && endsName(line, end) && end > found.end) {
                    Setting inner = entry.getValue().value();
                    Place place = inner instanceof Setting.Text
                            ? inner.place()
                            : entry.getValue().key();
                    String path = Binder.join(outer.path, entry.getKey());
                    found = inside(line, end, new Named(outer.option, place, path, true, end), inner);
                }
            }
        }
        return found;
    }

    private static boolean endsName(String line, int end) {
        return line.startsWith(": ", end) || line.startsWith(", ", end) || line.startsWith(".", end);
    }
}

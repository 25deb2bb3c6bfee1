package io.mirrorlog.agent.mediawiki;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The parameters of one request; it remembers which were looked at, so that the others can be told of. One thread. */
final class ApiParameters {

    /** In front of a list, it separates the values: one of them holds a bar itself. */
    private static final char UNIT = '\u001f';

    private final Map<String, String> values;
    private final Set<String> known = new HashSet<>();

    ApiParameters(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** The text, composed as MediaWiki does it (NFC). */
    @Nullable
    String text(String name) {
        known.add(name);
        String value = values.get(name);
        return value == null ? null : Normalizer.normalize(value, Normalizer.Form.NFC);
    }

    String text(String name, String absent) {
        String value = text(name);
        return value == null ? absent : value;
    }

    /** A flag is set by being there, whatever it says. */
    boolean flag(String name) {
        return text(name) != null;
    }

    /** The values of a list, each once; the absent ones' where there is none. */
    List<String> list(String name, String absent) {
        String text = text(name, absent);
        boolean units = text.indexOf(UNIT) == 0;
        if (text.length() == (units ? 1 : 0)) {
            return List.of();
        }
        String[] parts = units ? text.substring(1).split(String.valueOf(UNIT), -1) : text.split("\\|", -1);
        return List.copyOf(new LinkedHashSet<>(Arrays.asList(parts)));
    }

    /** Says that these have a meaning, whether they are looked at or not. */
    void know(Collection<String> names) {
        known.addAll(names);
    }

    /** Those that nobody knows, in the order of their names. */
    Set<String> unknown() {
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(known);
        return unknown;
    }
}

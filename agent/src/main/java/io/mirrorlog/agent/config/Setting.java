package io.mirrorlog.agent.config;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A value of the YAML file with its place; aliases and merge keys are resolved, variables are not yet. */
sealed interface Setting {

    Place place();

    /** How many values it holds, itself included, each counted as often as aliases repeat it. */
    int size();

    /**
     * One value. What it means is the reader's choice, so {@code no} and {@code 0777} stay text where text is wanted.
     *
     * @param plain true when it was written without quotes and not as a block
     */
    record Text(Place place, String text, boolean plain) implements Setting {

        private static final Set<String> NULLS = Set.of("", "null", "Null", "NULL");

        @Override
        public int size() {
            return 1;
        }

        /** True where nothing was written, or the word null. */
        boolean isMissing() {
            return plain && NULLS.contains(text);
        }

        /** True for every null of YAML's core schema. */
        boolean isNull() {
            return isMissing() || (plain && text.equals("~"));
        }
    }

    /** A sequence. */
    record Items(Place place, List<Setting> items, int size) implements Setting {

        public Items {
            items = List.copyOf(items);
        }
    }

    /** A mapping in the order of the file, own keys before merged ones. */
    record Section(Place place, Map<String, Entry> entries, int size) implements Setting {

        static Section empty(Place place) {
            return new Section(place, Map.of(), 1);
        }

        /** Where the value of a key stands, or the section itself where it has none. */
        Place placeOf(String key) {
            Entry entry = entries.get(key);
            return entry == null ? place : entry.value().place();
        }

        /** True when a variable may have put something into that value, so that it is not to be shown. */
        boolean hides(String key) {
            Entry entry = entries.get(key);
            return entry != null
                    && entry.value() instanceof Text text
                    && text.text().contains("${");
        }

        /** The same mapping, known by another place: that of the key it belongs to. */
        Section at(Place key) {
            return new Section(key, entries, size);
        }
    }

    /** Something whose problem has been told already. */
    record Broken(Place place) implements Setting {

        @Override
        public int size() {
            return 1;
        }
    }

    /** What stands under a key. */
    record Entry(Place key, Setting value) {}
}

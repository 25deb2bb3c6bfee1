package io.mirrorlog.agent.json;

import io.mirrorlog.agent.json.Names.Name;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Notices a name that stands twice in an object, and names that are too many in a text; one scanner, one thread. */
final class MetNames {

    /** Below this, names may stand twice: nobody wants anything so deep. */
    private static final int DEEPEST_MINDED = 100;

    private final Names names = new Names();

    /** Counts the calls of {@link #forget}. */
    private int text;

    private int count;
    private boolean tooMany;
    private @Nullable String doubled;

    /** The object that is open at each depth, by its number. */
    private int[] objects = new int[8];

    private int objectsMet;

    /** Begins a new text; only where no object is open. */
    void forget() {
        text++;
        count = 0;
        tooMany = false;
        doubled = null;
        names.prune();
    }

    /** True when more than {@link JsonScanner#NAMES} different names were met. */
    boolean areTooMany() {
        return tooMany;
    }

    /** The first that an object had twice. */
    @Nullable
    String doubled() {
        return doubled;
    }

    /** An object begins. */
    void open(int depth) {
        if (depth >= objects.length) {
            objects = Arrays.copyOf(objects, 2 * depth);
        }
        objects[depth] = ++objectsMet;
    }

    /** Takes the name that these bytes spell, all of them ASCII; null when it is one of too many. */
    @Nullable
    String takeAscii(byte[] bytes, int from, int to, int depth) {
        return tooMany ? null : taken(names.ofAscii(bytes, from, to), depth);
    }

    /** Takes a name; null when it is one of too many. */
    @Nullable
    String take(String name, int depth) {
        return tooMany ? null : taken(names.of(name), depth);
    }

    private String taken(Name name, int depth) {
        if (name.isNewTo(text) && ++count > JsonScanner.NAMES) {
            tooMany = true;
        }
        if (depth <= DEEPEST_MINDED && name.isMetAgain(objects[depth], depth) && doubled == null) {
            doubled = name.text();
        }
        return name.text();
    }
}

package io.mirrorlog.agent.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The names that the objects of one text use: each becomes a string once, however many events repeat it, and remembers
 * in which object it was met last, so that a name that stands twice is noticed without a set for every object.
 */
final class Names {

    /** One name. */
    static final class Name {

        private final String text;
        private final int hash;

        /** The number of the object in which it was met last, by the depth of that object. */
        private int[] met = new int[4];

        /** The number of the text in which it was met last. */
        private int lastText;

        private Name(String text, int hash) {
            this.text = text;
            this.hash = hash;
        }

        String text() {
            return text;
        }

        /** True when it was not met in the text of that number before. */
        boolean isNewTo(int number) {
            boolean isNew = lastText != number;
            lastText = number;
            return isNew;
        }

        /** Notes that it stands in an object; true when it was met in that object before. */
        boolean isMetAgain(int object, int depth) {
            if (depth >= met.length) {
                met = Arrays.copyOf(met, 2 * depth);
            }
            boolean again = met[depth] == object;
            met[depth] = object;
            return again;
        }
    }

    /** Beyond so many, the next text begins with none: names that nobody repeats are not worth the memory. */
    private static final int KEPT = 2_048;

    /** So that nobody can prepare names that all meet in one place of the table. */
    private static final int SALT = (int) ((System.nanoTime() * 0x9e37_79b9_7f4a_7c15L) >>> 32);

    private static final int FNV_PRIME = 0x0100_0193;

    private @Nullable Name[] table = new Name[64];
    private int size;

    /** Forgets all names once they are many; only where no object is open. */
    void prune() {
        if (size > KEPT) {
            table = new Name[64];
            size = 0;
        }
    }

    /** The name that these bytes spell, all of them ASCII. */
    Name ofAscii(byte[] bytes, int from, int to) {
        int hash = SALT;
        for (int i = from; i < to; i++) {
            hash = (hash ^ bytes[i]) * FNV_PRIME;
        }
        int slot = home(hash);
        for (Name name = table[slot]; name != null; name = table[slot]) {
            if (name.hash == hash && spells(name.text, bytes, from, to)) {
                return name;
            }
            slot = next(slot);
        }
        return add(slot, new Name(ascii(bytes, from, to), hash));
    }

    Name of(String text) {
        int hash = SALT;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        int slot = home(hash);
        for (Name name = table[slot]; name != null; name = table[slot]) {
            if (name.hash == hash && name.text.equals(text)) {
                return name;
            }
            slot = next(slot);
        }
        return add(slot, new Name(text, hash));
    }

    /** True when these bytes, all of them ASCII, are that text. */
    static boolean spells(String text, byte[] bytes, int from, int to) {
        if (text.length() != to - from) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (text.charAt(i - from) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static String ascii(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, US_ASCII);
    }

    private Name add(int slot, Name name) {
        table[slot] = name;
        size++;
        if (2 * size > table.length) {
            grow();
        }
        return name;
    }

    private void grow() {
        @Nullable Name[] old = table;
        table = new Name[2 * old.length];
        for (Name name : old) {
            if (name != null) {
                int slot = home(name.hash);
                while (table[slot] != null) {
                    slot = next(slot);
                }
                table[slot] = name;
            }
        }
    }

    private int home(int hash) {
        return (hash ^ (hash >>> 15)) & (table.length - 1);
    }

    private int next(int slot) {
        return (slot + 1) & (table.length - 1);
    }
}

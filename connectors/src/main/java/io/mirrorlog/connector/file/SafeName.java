package io.mirrorlog.connector.file;

import io.mirrorlog.connector.SiteNames;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What an event brings, as a part of a file's name: at most 100 ASCII letters, digits, spaces and {@code . _ -}, the
 * first a letter or digit, the last neither a point nor a space.
 *
 * <p>Different values have different names: one that cannot stay as it is gets a hash of itself behind a tilde, which
 * stands in no other.
 */
final class SafeName {

    static final int LONGEST = 100;

    /** For what an event does not have; no value becomes this. */
    static final String ABSENT = "_none";

    private static final int HASH_BYTES = 8;
    private static final int SHOWN = LONGEST - 1 - 2 * HASH_BYTES;

    /** What rotation and other writers add to a file's name. */
    private static final Pattern SIDE_FILE =
            Pattern.compile(".*\\.(?:foreign-)?\\d{8}-\\d{6}(?:-\\d+)?(?:\\.gz|\\.gz\\.tmp)?", Pattern.DOTALL);

    private SafeName() {}

    /** The value itself where it is safe, else {@link #marked}. */
    static String of(String value) {
        boolean safe = SiteNames.isValid(value) && !value.endsWith(".") && !value.endsWith(" ");
        return safe ? value : marked(value);
    }

    /** The value as far as it can be shown, with a hash of all of it. */
    static String marked(String value) {
        String nearest = SiteNames.nearest(value);
        return nearest.substring(0, Math.min(nearest.length(), SHOWN)) + "~" + hash(value);
    }

    /** True for a name that a rotated file of another name, or what others wrote to that, might have. */
    static boolean isSideFile(String fileName) {
        return SIDE_FILE.matcher(fileName).matches();
    }

    /** Of the characters as they are: an encoding would make lone surrogates equal. */
    private static String hash(String value) {
        byte[] units = new byte[2 * value.length()];
        for (int i = 0; i < value.length(); i++) {
            units[2 * i] = (byte) (value.charAt(i) >> 8);
            units[2 * i + 1] = (byte) value.charAt(i);
        }
        return HexFormat.of().formatHex(MirrorFile.sha256().digest(units), 0, HASH_BYTES);
    }
}

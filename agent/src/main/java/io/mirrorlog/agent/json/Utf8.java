package io.mirrorlog.agent.json;

import io.mirrorlog.agent.json.JsonScanner.BrokenJson;
import io.mirrorlog.connector.JsonStrings;

/** The well-formed byte sequences of UTF-8 (Unicode, table 3-7): no overlong forms, no surrogates. */
final class Utf8 {

    private Utf8() {}

    /**
     * The byte behind the character that begins at a byte beyond ASCII.
     *
     * @throws BrokenJson when no character begins there, or it is cut off
     */
    static int behindCharacter(byte[] text, int at, int end) throws BrokenJson {
        int first = text[at] & 0xff;
        int lowest = 0x80;
        int highest = 0xbf;
        int length;
        if (first >= 0xc2 && first <= 0xdf) {
            length = 2;
        } else if (first >= 0xe0 && first <= 0xef) {
            length = 3;
            lowest = first == 0xe0 ? 0xa0 : lowest;
            highest = first == 0xed ? 0x9f : highest;
        } else if (first >= 0xf0 && first <= 0xf4) {
            length = 4;
            lowest = first == 0xf0 ? 0x90 : lowest;
            highest = first == 0xf4 ? 0x8f : highest;
        } else {
            throw new BrokenJson(at, "not UTF-8");
        }
        boolean whole = at + length <= end && isBetween(text[at + 1], lowest, highest);
        for (int i = 2; whole && i < length; i++) {
            whole = isBetween(text[at + i], 0x80, 0xbf);
        }
        if (!whole) {
            throw new BrokenJson(at, "not UTF-8");
        }
        return at + length;
    }

    /** True when the character that these bytes are may stand in a mirrored line as itself. */
    static boolean isSafe(byte[] text, int at, int behind) {
        return switch (behind - at) {
            case 2 -> !JsonStrings.isUnsafe((char) (((text[at] & 0x1f) << 6) | (text[at + 1] & 0x3f)));
            case 3 ->
                !JsonStrings.isUnsafe(
                        (char) (((text[at] & 0x0f) << 12) | ((text[at + 1] & 0x3f) << 6) | (text[at + 2] & 0x3f)));
            default -> true; // beyond the plane in which all of the others are
        };
    }

    private static boolean isBetween(byte b, int lowest, int highest) {
        return (b & 0xff) >= lowest && (b & 0xff) <= highest;
    }
}

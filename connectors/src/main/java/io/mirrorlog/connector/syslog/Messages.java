package io.mirrorlog.connector.syslog;

import io.mirrorlog.connector.Entry;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Entries as messages, in UTF-8, without framing. Pure.
 *
 * @param legacy RFC 3164 in the place of RFC 5424
 * @param bytesMax what is longer is cut between two characters, and says so at its end
 */
record Messages(Header header, boolean legacy, int bytesMax) {

    private static final String CUT = "…(cut)";

    byte[] of(Entry entry) {
        var message = new StringBuilder(entry.text().length() + 128);
        if (legacy) {
            header.append3164(message, entry);
        } else {
            header.append5424(message, entry);
        }
        message.append(entry.text());
        byte[] whole = encoded(message, Integer.MAX_VALUE);
        if (whole.length <= bytesMax) {
            return whole;
        }
        byte[] mark = CUT.getBytes(StandardCharsets.UTF_8);
        byte[] head = encoded(message, bytesMax - mark.length);
        var cut = new byte[head.length + mark.length];
        System.arraycopy(head, 0, cut, 0, head.length);
        System.arraycopy(mark, 0, cut, head.length, mark.length);
        return cut;
    }

    /** As many whole characters from the first as so many bytes hold. */
    private static byte[] encoded(CharSequence text, int most) {
        CharsetEncoder encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, 3L * text.length()));
        encoder.encode(CharBuffer.wrap(text), bytes, true);
        var exact = new byte[bytes.position()];
        bytes.flip().get(exact);
        return exact;
    }
}

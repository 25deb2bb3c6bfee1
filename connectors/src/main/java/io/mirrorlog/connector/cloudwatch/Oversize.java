package io.mirrorlog.connector.cloudwatch;

import java.nio.charset.StandardCharsets;

/** What becomes of an event that is larger than CloudWatch Logs takes. */
public enum Oversize {
    /** Its end is cut off, which can be seen. */
    TRUNCATE,
    /** It is refused. */
    REFUSE;

    /**
     * So many bytes of an event are sent at most. The service takes 1 MiB with {@link Line#OVERHEAD}; some bytes are left
     * over, as by Amazon's own agent, since what it counts is not written down to the byte.
     */
    static final int MESSAGE_BYTES_MAX = 1_048_376;

    /**
     * The text cut to {@link #MESSAGE_BYTES_MAX}, a mark of what it was included; it never ends within a character.
     *
     * @param utf8 longer than that
     */
    static String truncated(byte[] utf8) {
        String mark = "[truncated: " + utf8.length + " bytes]";
        int end = MESSAGE_BYTES_MAX - mark.length();
        while ((utf8[end] & 0xc0) == 0x80) {
            end--;
        }
        return new String(utf8, 0, end, StandardCharsets.UTF_8) + mark;
    }
}

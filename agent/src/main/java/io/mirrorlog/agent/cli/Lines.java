package io.mirrorlog.agent.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads lines as bytes, numbered from 1. Of a line that is too long, no more is kept than what is allowed. */
final class Lines {

    private final InputStream in;
    private final int longest;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private long number;
    private boolean tooLong;
    private boolean ended;

    /**
     * @param in buffered: it is read byte by byte
     * @param longest in bytes, without the end of the line
     */
    Lines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** The next line without its LF or CR LF; null at the end. */
    byte @Nullable [] next() throws IOException {
        if (ended) {
            return null;
        }
        line.reset();
        tooLong = false;
        int b = in.read();
        if (b < 0) {
            ended = true;
            return null;
        }
        number++;
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (line.size() <= longest) { // one more than allowed: it may be the CR
                line.write(b);
            } else {
                tooLong = true;
            }
        }
        ended = b < 0;
        return withoutCarriageReturn();
    }

    private byte[] withoutCarriageReturn() {
        byte[] bytes = line.toByteArray();
        if (bytes.length > 0 && bytes[bytes.length - 1] == '\r') {
            return Arrays.copyOf(bytes, bytes.length - 1);
        }
        tooLong |= bytes.length > longest;
        return bytes;
    }

    /** True when more can be read without waiting for somebody to write it. */
    boolean isMoreThere() throws IOException {
        return !ended && in.available() > 0;
    }

    /** The number of the last line. */
    long number() {
        return number;
    }

    /** Whether the last line was longer than allowed, so that it was cut. */
    boolean isTooLong() {
        return tooLong;
    }

    static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}

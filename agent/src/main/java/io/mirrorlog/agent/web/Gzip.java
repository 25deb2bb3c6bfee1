package io.mirrorlog.agent.web;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Inflates request bodies, no further than they may be large. */
final class Gzip {

    /** The body would be larger than it may. */
    static final class TooLargeException extends Exception {

        private static final long serialVersionUID = 1L;
    }

    private Gzip() {}

    /**
     * @param maxBytes of the inflated body
     * @throws IOException when it is no gzip or is cut off
     * @throws TooLargeException when it inflates to more
     */
    static byte[] inflate(byte[] compressed, long maxBytes) throws IOException, TooLargeException {
        var inflated = new ByteArrayOutputStream((int) Math.min(compressed.length * 4L, 1 << 20));
        var buffer = new byte[16 << 10];
        try (var in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (inflated.size() + n > maxBytes) {
                    throw new TooLargeException();
                }
                inflated.write(buffer, 0, n);
            }
        }
        return inflated.toByteArray();
    }
}

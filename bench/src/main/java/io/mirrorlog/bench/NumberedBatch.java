package io.mirrorlog.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A request whose events carry ids of the producer's, as long as those that the agent gives; each use has new ones,
 * written over the last. One thread.
 */
final class NumberedBatch {

    private static final int DIGITS = 36;
    private static final String FIELD = "{\"id\":\"" + "0".repeat(DIGITS) + "\",";

    private final byte[] request;
    private final int[] ends = new int[Samples.BATCH];

    /** @param batch NDJSON with {@link Samples#BATCH} objects, none of which has an id */
    NumberedBatch(byte[] batch) {
        var body = new ByteArrayOutputStream(batch.length + Samples.BATCH * FIELD.length());
        int event = 0;
        boolean begins = true;
        for (byte b : batch) {
            if (begins) {
                body.writeBytes(FIELD.getBytes(StandardCharsets.US_ASCII));
                ends[event++] = body.size() - 2;
            } else {
                body.write(b);
            }
            begins = b == '\n';
        }
        request = Client.post(body.toByteArray(), "application/x-ndjson");
        int head = request.length - body.size();
        for (int i = 0; i < ends.length; i++) {
            ends[i] += head;
        }
    }

    /** The request with ids from that number on. To be sent before the next is asked for. */
    byte[] from(long first) {
        for (int i = 0; i < ends.length; i++) {
            long rest = first + i;
            for (int digit = ends[i] - 1; rest > 0; digit--) {
                request[digit] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
        }
        return request;
    }
}

package io.mirrorlog.agent.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a stream of lines apart into parts of bounded size, and remembers which line stands where. */
final class LineParts {

    /**
     * Some whole lines, at least one; blank ones are left out.
     *
     * @param numbers the number in the input, from 1, of each line
     */
    @SuppressWarnings("ArrayRecordComponent") // sent once and compared never
    record Part(byte[] bytes, List<Long> numbers) {

        long firstLine() {
            return numbers.get(0);
        }

        long lineOf(int index) {
            return numbers.get(index);
        }
    }

    private final InputStream in;
    private final int lines;
    private final int bytes;
    private long number;
    private boolean ended;

    LineParts(InputStream in, int lines, int bytes) {
        this.in = in;
        this.lines = lines;
        this.bytes = bytes;
    }

    /** The next part, or null at the end. */
    @Nullable
    Part next() throws IOException {
        var part = new ByteArrayOutputStream();
        List<Long> numbers = new ArrayList<>();
        while (!ended && numbers.size() < lines && part.size() < bytes) {
            byte[] line = readLine();
            if (!isBlank(line)) {
                part.write(line);
                part.write('\n');
                numbers.add(number);
            }
        }
        return numbers.isEmpty() ? null : new Part(part.toByteArray(), numbers);
    }

    private byte[] readLine() throws IOException {
        var line = new ByteArrayOutputStream();
        number++;
        int b = in.read();
        while (b >= 0 && b != '\n') {
            line.write(b);
            b = in.read();
        }
        ended = b < 0;
        return line.toByteArray();
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (!Character.isWhitespace(b)) {
                return false;
            }
        }
        return true;
    }
}

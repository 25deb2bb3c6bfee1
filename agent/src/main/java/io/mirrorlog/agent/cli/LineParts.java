package io.mirrorlog.agent.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes lines together to parts of bounded size, and remembers which line stands where. Blank lines are left out.
 *
 * <p>Never waits for more when it has something: what another program writes now and then is passed on at once.
 */
final class LineParts {

    /**
     * Some whole lines.
     *
     * @param numbers the number in the input of each line
     * @param tooLong the numbers of those that were left out because they are too long
     */
    @SuppressWarnings("ArrayRecordComponent") // sent once and compared never
    record Part(byte[] bytes, List<Long> numbers, List<Long> tooLong) {}

    private final Lines lines;
    private final int linesMax;
    private final int bytesMax;
    private byte @Nullable [] kept;

    /** @param bytesMax of a part of more than one line */
    LineParts(Lines lines, int linesMax, int bytesMax) {
        this.lines = lines;
        this.linesMax = linesMax;
        this.bytesMax = bytesMax;
    }

    /** The next part, or null at the end. */
    @Nullable
    Part next() throws IOException {
        var part = new ByteArrayOutputStream();
        List<Long> numbers = new ArrayList<>();
        List<Long> tooLong = new ArrayList<>();
        while (numbers.size() + tooLong.size() < linesMax) {
            byte[] line = kept == null ? lines.next() : kept;
            kept = null;
            if (line == null) {
                break;
            }
            if (lines.isTooLong()) {
                tooLong.add(lines.number());
            } else if (!numbers.isEmpty() && part.size() + line.length >= bytesMax) {
                kept = line;
                break;
            } else if (!Lines.isBlank(line)) {
                part.writeBytes(line);
                part.write('\n');
                numbers.add(lines.number());
            }
            if (!numbers.isEmpty() && !lines.isMoreThere()) {
                break;
            }
        }
        return numbers.isEmpty() && tooLong.isEmpty() ? null : new Part(part.toByteArray(), numbers, tooLong);
    }
}

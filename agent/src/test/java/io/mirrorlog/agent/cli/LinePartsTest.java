package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LinePartsTest {

    /** Gives the same line again and again, and counts what it gave. */
    @SuppressWarnings("InputStreamSlowMultibyteRead")
    private static final class EndlessInput extends InputStream {

        private final byte[] line = "{\"message\":\"again\"}\n".getBytes(StandardCharsets.UTF_8);
        private long given;

        @Override
        public int read() {
            return line[(int) (given++ % line.length)];
        }

        @Override
        public int available() {
            return 1;
        }
    }

    /** Gives its pieces one by one; between them nothing is there yet. */
    @SuppressWarnings("InputStreamSlowMultibyteRead")
    private static final class SlowInput extends InputStream {

        private final List<byte[]> pieces = new ArrayList<>();
        private int at;

        SlowInput(String... pieces) {
            for (String piece : pieces) {
                this.pieces.add(piece.getBytes(StandardCharsets.UTF_8));
            }
        }

        @Override
        public int available() {
            return pieces.isEmpty() ? 0 : at == 0 ? 0 : pieces.get(0).length - at;
        }

        @Override
        public int read() {
            if (pieces.isEmpty()) {
                return -1;
            }
            int b = pieces.get(0)[at++];
            if (at == pieces.get(0).length) {
                pieces.remove(0);
                at = 0;
            }
            return b;
        }
    }

    static LineParts parts(InputStream in, int lines, int bytes) {
        return new LineParts(new Lines(in, 10), lines, bytes);
    }

    static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    static String shown(LineParts.@Nullable Part part) {
        return part == null
                ? "end"
                : new String(part.bytes(), StandardCharsets.UTF_8).replace('\n', '/') + part.numbers() + part.tooLong();
    }

    @Test
    void numbersLinesAndLeavesOutBlankOnes() throws IOException {
        LineParts parts = parts(text("a\n\n \t\r\nb\r\nc"), 10, 100);

        assertThat(shown(parts.next())).isEqualTo("a/b/c/[1, 4, 5][]");
        assertThat(shown(parts.next())).isEqualTo("end");
    }

    @Test
    void makesPartsOfBoundedSize() throws IOException {
        LineParts parts = parts(text("1\n2\n3\n4444\n5555\n6\n"), 2, 8);

        assertThat(shown(parts.next())).isEqualTo("1/2/[1, 2][]");
        assertThat(shown(parts.next())).isEqualTo("3/4444/[3, 4][]");
        assertThat(shown(parts.next())).isEqualTo("5555/6/[5, 6][]");
        assertThat(shown(parts.next())).isEqualTo("end");
    }

    @Test
    void keepsALineForTheNextPartWhenItNoLongerFits() throws IOException {
        LineParts parts = parts(text("1234\n123456789\n\n1"), 10, 10);

        assertThat(shown(parts.next())).isEqualTo("1234/[1][]");
        assertThat(shown(parts.next())).isEqualTo("123456789/[2][]");
        assertThat(shown(parts.next())).isEqualTo("1/[4][]");
    }

    @Test
    void leavesOutLinesThatAreTooLong() throws IOException {
        LineParts parts = parts(text("0123456789\n0123456789x\n0123456789\r\n" + "y".repeat(5_000)), 10, 100);

        assertThat(shown(parts.next())).isEqualTo("0123456789/0123456789/[1, 3][2, 4]");
        assertThat(shown(parts.next())).isEqualTo("end");
    }

    @Test
    void readsNoMoreThanAPart() throws IOException {
        var input = new EndlessInput();
        var parts = new LineParts(new Lines(new BufferedInputStream(input, 1_000), 100), 5_000, 10_000);
        for (int i = 1; i <= 50; i++) {
            LineParts.Part part = parts.next();

            assertThat(part).isNotNull();
            assertThat(part.bytes().length).isLessThanOrEqualTo(10_000);
            assertThat(input.given).isLessThanOrEqualTo(i * 10_000L + 1_100);
        }
    }

    @Test
    void passesOnWhatIsThereInsteadOfWaitingForMore() throws IOException {
        LineParts parts = parts(new SlowInput("a\nb\n", "c", "c\n", "d\n"), 10, 100);

        assertThat(shown(parts.next())).isEqualTo("a/b/[1, 2][]");
        assertThat(shown(parts.next())).isEqualTo("cc/[3][]");
        assertThat(shown(parts.next())).isEqualTo("d/[4][]");
        assertThat(shown(parts.next())).isEqualTo("end");
    }
}

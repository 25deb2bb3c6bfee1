package io.mirrorlog.agent.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoomTest {

    private static final List<String> PIECES = List.of("", "a", "é", "漢", "😀", "plain text of some length");

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void takesWhatACountOfEachLineWouldTake(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            long bytes = random.nextInt(600);
            var room = new Room(bytes);
            long used = 0;
            for (int line = 0; line < 40; line++) {
                String text = PIECES.get(random.nextInt(PIECES.size())).repeat(random.nextInt(4));
                used += text.getBytes(UTF_8).length + 1;
                assertThat(room.takes(text)).as("%d of %d", used, bytes).isEqualTo(used <= bytes);
            }
        }
    }

    @Test
    void isFullToTheByte() {
        assertThat(new Room(4).takes("abc")).isTrue();
        assertThat(new Room(3).takes("abc")).isFalse();
        assertThat(new Room(5).takes("😀")).isTrue();
        assertThat(new Room(4).takes("😀")).isFalse();
    }
}

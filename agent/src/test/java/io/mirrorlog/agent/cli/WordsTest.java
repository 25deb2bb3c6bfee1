package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @Test
    void countOneThingAndMany() {
        assertThat(Words.count(0, "event")).isEqualTo("0 events");
        assertThat(Words.count(1, "event")).isEqualTo("1 event");
        assertThat(Words.count(12_345, "event")).isEqualTo("12,345 events");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1, 1 byte",
        "1023, '1,023 bytes'",
        "1024, 1.0 KiB",
        "1572864, 1.5 MiB",
        "5497558138880, 5.0 TiB",
        "5629499534213120, 5120.0 TiB"
    })
    void tellSizes(long bytes, String words) {
        assertThat(Words.size(bytes)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 s", "119, 119 s", "120, 2 min", "7199, 119 min", "7200, 2 h", "172799, 47 h", "172800, 2 days"})
    void tellAges(long seconds, String words) {
        assertThat(Words.age(seconds)).isEqualTo(words);
    }

    @Test
    void showTextWithoutAnythingThatDrivesATerminal() {
        assertThat(Printable.of("a\u001b[0m\n\u0085\u202e\u2028é\ud83d\ude00\ud83d"))
                .isEqualTo("a\\u001b[0m\\u000a\\u0085\\u202e\\u2028é\ud83d\ude00\\ud83d");
        assertThat(Printable.lines("one\ntwo\rthree\u001b")).isEqualTo("one\ntwo\nthree\\u001b");
    }
}

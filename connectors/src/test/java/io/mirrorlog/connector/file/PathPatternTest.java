package io.mirrorlog.connector.file;

import static io.mirrorlog.connector.file.Happenings.NOON;
import static io.mirrorlog.connector.file.Happenings.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.connector.Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

    private static final String LONG = "x".repeat(5_000);

    private static Path filled(String pattern, Entry entry) {
        return PathPattern.of(Path.of(pattern)).path(entry, ZoneOffset.UTC);
    }

    private static String ofType(@Nullable String type) {
        return String.valueOf(
                filled("/m/{type}.log", entry("shop", type, NOON, "")).getFileName());
    }

    @Test
    void fillsFoldersAndNames() {
        Entry entry = entry("my shop", "1000", NOON, "");
        assertThat(filled("/m/{site}/a-{site}-{date}/{type}.log", entry))
                .isEqualTo(Path.of("/m/my shop/a-my shop-2026-11-21/1000.log"));
        assertThat(filled("/{identifier}", entry)).isEqualTo(Path.of("/shown-my shop"));
        assertThat(filled("/m/a.log", entry)).isEqualTo(Path.of("/m/a.log"));
        assertThat(filled("{date}.log", entry)).isEqualTo(Path.of("2026-11-21.log"));
    }

    @Test
    void sharesTheFolderAboveTheFirstPlaceholder() {
        assertThat(PathPattern.of(Path.of("/m/a/{site}/b/{date}")).root()).isEqualTo(Path.of("/m/a/"));
        assertThat(PathPattern.of(Path.of("/m/a-{site}")).root()).isEqualTo(Path.of("/m/"));
        assertThat(PathPattern.of(Path.of("/{site}/b")).root()).isEqualTo(Path.of("/"));
    }

    // --- values

    @ParameterizedTest
    @ValueSource(strings = {"1000", "page", "a.b", "a b", "a-b_c", "x..", "A", "0"})
    void leavesWhatIsSafe(String type) {
        assertThat(ofType(type.replace("..", "._"))).isEqualTo(type.replace("..", "._") + ".log");
    }

    @ParameterizedTest
    @CsvSource({
        "user/login, user-login~cc2c7a253aa8207f.log",
        "'', unnamed~",
        "., unnamed~",
        ".., unnamed~",
        "../../etc/passwd, etc-passwd~",
        "/, unnamed~",
        "-rf, rf~",
        "~root, root~",
        "_none, none~",
        ".hidden, hidden~",
        "a., a.~",
        "'a ', 'a ~'",
        "ümläut, ml-ut~",
        "a~b, a-b~",
    })
    void marksWhatIsNot(String type, String begins) {
        String name = ofType(type);
        assertThat(name)
                .matches("[A-Za-z0-9][A-Za-z0-9._ -]*~[0-9a-f]{16}\\.log")
                .startsWith(begins.split("~")[0] + "~");
    }

    @Test
    void boundsTheirLength() {
        assertThat(ofType(LONG)).hasSize(104).matches("x{83}~[0-9a-f]{16}\\.log");
        assertThat(ofType("x".repeat(100))).hasSize(104).doesNotContain("~");
        assertThat(ofType("x".repeat(101))).hasSize(104).contains("~");
    }

    @Test
    void saysWhenThereIsNone() {
        assertThat(ofType(null)).isEqualTo("_none.log");
        assertThat(ofType("_none")).isNotEqualTo("_none.log");
    }

    @Test
    void tellsDifferentValuesApart() {
        Set<String> names = new HashSet<>();
        String[] types = {
            "a/b",
            "a:b",
            "a-b",
            "a\u0000b",
            "a\nb",
            "a\ud800b",
            "a\ud801b",
            "a\ufffdb",
            "a?b",
            "a/b ",
            LONG,
            LONG + "x",
            "user-login~cc2c7a253aa8207f",
            "user/login",
            "none",
            "_none",
            "http://a",
            "https://a",
            "a"
        };
        for (String type : types) {
            assertThat(names.add(ofType(type))).as(type).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/m/{site}, shop.20261121-104207",
        "/m/{site}, shop.20261121-104207.gz",
        "/m/{site}, shop.20261121-104207-7.gz.tmp",
        "/m/{site}, shop.foreign-20261121-104207-1",
        "/m/{site}.gz, shop.gz.20261121-104207",
        "/m/{site}-104207, shop-104207.20261121",
        "/m/a.log.{site}, 20261121-104207",
    })
    void leavesTheNamesOfRotatedFilesToThem(String pattern, String site) {
        Path path = filled(pattern, entry(site, null, NOON, ""));
        assertThat(SafeName.isSideFile(String.valueOf(path.getFileName()))).isFalse();
        assertThat(path.toString()).contains("~");
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    /** One segment for each value, whatever it is, that no other has. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void keepsToItsFolder(long seed) {
        var random = new Random(seed);
        Map<Path, String> types = new HashMap<>();
        for (int i = 0; i < 2_000; i++) {
            String type = random.ints(random.nextInt(12), 0, 8)
                    .mapToObj(c -> String.valueOf("/.-~a b\u0000\ud800".charAt(c)))
                    .reduce("", String::concat);
            Path path = filled("/m/x{type}/{type}", entry("shop", type, NOON, ""));
            assertThat(path.getNameCount()).isEqualTo(3);
            assertThat(path.normalize().startsWith(Path.of("/m/"))).isTrue();
            assertThat(path.getFileName().toString()).matches("[A-Za-z0-9][ -~]{0,99}");
            assertThat(types.merge(path, type, (one, other) -> one.equals(other) ? one : "two of them"))
                    .isEqualTo(type);
        }
    }

    // --- what may be written

    @ParameterizedTest
    @ValueSource(strings = {"/m/{site}-{type}.log", "/m/{site}{date}{identifier}/a.log"})
    void refusesTwoValuesThatCouldNotBeToldApart(String pattern) {
        assertThatThrownBy(() -> PathPattern.of(Path.of(pattern)))
                .hasMessage("has two placeholders in one name; put a / between them (only {date} may stand beside"
                        + " another)");
    }

    @Test
    void refusesNamesThatCouldBecomeTooLong() {
        String most = "ü".repeat(61);
        Entry entry = entry("x".repeat(100), null, NOON, "");
        String name = String.valueOf(filled("/m/{site}" + most, entry).getFileName());
        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSize(222);
        assertThatThrownBy(() -> PathPattern.of(Path.of("/m/{site}" + most + "x")))
                .hasMessage("may give a name of 223 bytes, with 100 for a placeholder; at most 222");
        assertThat(filled("/m/{site}" + "x".repeat(155) + "/a", entry).getNameCount())
                .isEqualTo(3);
        assertThatThrownBy(() -> PathPattern.of(Path.of("/m/{site}" + "x".repeat(146) + "{date}/a")))
                .hasMessage("may give a name of 256 bytes, with 100 for a placeholder; at most 255");
    }

    @Test
    void refusesLineBreaksBesidePlaceholdersOnly() {
        assertThat(PathPattern.of(Path.of("/m/a\nb")).isPlain()).isTrue();
        assertThatThrownBy(() -> PathPattern.of(Path.of("/m/a\nb/{site}")))
                .hasMessage("holds a control character beside a placeholder");
    }
}

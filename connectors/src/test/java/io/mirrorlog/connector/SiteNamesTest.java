package io.mirrorlog.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SiteNamesTest {

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @CsvSource({
        "web-1, web-1",
        "My Site.x_y, My Site.x_y",
        "https://shop.example/, shop.example",
        "https://shop.example:8080/de, shop.example-8080-de",
        "urn:wiki:en, urn-wiki-en",
        "-.x, x",
        "Zoé, Zo",
        "日本, unnamed",
        "https://, unnamed",
        "'', unnamed",
    })
    void findsTheNearestName(String given, String name) {
        assertThat(SiteNames.nearest(given)).isEqualTo(name);
    }

    @Test
    void cutsLongNames() {
        assertThat(SiteNames.nearest("a".repeat(101))).isEqualTo("a".repeat(100));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void alwaysFindsAValidName(long seed) {
        String given = randomText(seed);
        assertThat(SiteNames.nearest(given)).as(given).matches(SiteNames::isValid);
    }

    private static String randomText(long seed) {
        var random = new Random(seed);
        return random.ints(random.nextInt(200), 0, 0x500)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}

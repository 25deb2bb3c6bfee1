package io.mirrorlog.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholderTest {

    private static final String KNOWN = "{site}, {identifier}, {type}, {date}";

    private static Entry entry(String timestamp, @Nullable Scalar type) {
        var event = new Event(
                OffsetDateTime.parse(timestamp), "shop", Severity.LOW, "m", null, type, null, null, "{}", "{}");
        return new Entry(1, event, "my shop", "text");
    }

    @Test
    void fillsATextFromAnEntry() {
        Entry entry = entry("2026-11-21T23:30:00-01:00", Scalar.of(1000));
        var text = PlaceholderText.parse("a {site}/{identifier}{type}-{date}.log");

        String filled =
                text.filled(placeholder -> placeholder.of(entry, ZoneOffset.UTC).orElseThrow());

        assertThat(filled).isEqualTo("a shop/my shop1000-2026-11-22.log");
        assertThat(text).hasToString("a {site}/{identifier}{type}-{date}.log");
        assertThat(text.placeholders())
                .containsExactly(Placeholder.SITE, Placeholder.IDENTIFIER, Placeholder.TYPE, Placeholder.DATE);
        assertThat(text.isPlain()).isFalse();
        assertThat(Placeholder.TYPE.of(entry("2026-11-21T23:30:00Z", null), ZoneOffset.UTC))
                .isEmpty();
    }

    @Test
    void leavesATextWithoutPlaceholders() {
        var text = PlaceholderText.parse("$& a/b.log");
        assertThat(text.isPlain()).isTrue();
        assertThat(text.filled(Placeholder::written)).isEqualTo("$& a/b.log");
        assertThat(PlaceholderText.plain("{site}").isPlain()).isTrue();
        assertThat(PlaceholderText.plain("{site}")).isNotEqualTo(PlaceholderText.parse("{site}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{secret}", "a{sites}b", "{site}{secret}"})
    void refusesAnUnknownPlaceholderWithoutShowingIt(String text) {
        assertThatThrownBy(() -> PlaceholderText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("holds an unknown {placeholder}; known are " + KNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "}", "{site", "site}", "{{site}}", "{}", "{Site}", "{site }", "{site}}", "}{site}{"})
    void refusesOtherBraces(String text) {
        assertThatThrownBy(() -> PlaceholderText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("holds a brace that is none of " + KNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T22:59:59Z, Europe/Berlin, 2026-11-21",
        "2026-11-21T23:00:00Z, Europe/Berlin, 2026-11-22",
        "2026-11-22T00:30:00+02:00, UTC, 2026-11-21",
        "0000-01-01T00:00:00Z, America/New_York, 0000-01-01", // its year there is -1
        "9999-12-31T23:59:59Z, Asia/Tokyo, 9999-12-31",
        "1880-06-01T23:50:00Z, Europe/Berlin, 1880-06-01", // 00:53:28 before UTC there
    })
    void isOfTheDayThatTheLineShows(String timestamp, ZoneId zone, String day) {
        assertThat(Placeholder.DATE.of(entry(timestamp, null), zone)).contains(day);
    }
}

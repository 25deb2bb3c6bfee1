package io.mirrorlog.agent.mediawiki;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WikiTimeTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:15:30.987Z");
    private static final Instant TIME = Instant.parse("2001-01-15T14:56:00Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2001-01-15T14:56:00Z",
                "2001-01-15T14:56:00",
                "2001-01-15T14:56:00.5Z",
                "2001-01-15 14:56:00",
                "2001-01-15 14:56:00+00",
                "20010115T145600Z",
                "20010115145600",
                "Mon, 15 Jan 2001 14:56:00 GMT",
                "Monday, 15-Jan-01 14:56:00 GMT",
                "Mon Jan 15 14:56:00 2001",
                "979570560",
                "979570560.25",
                "2001-01-15T19:56:00+05:00",
                "2001-01-15 09:26:00-0530",
                "20010115T155600+01",
                "2001-01-15 14:56:00 GMT",
                "2001:01:15 14:56:00",
            })
    void readsWhatMediaWikiReads(String text) {
        assertThat(WikiTime.read(text, NOW)).contains(TIME);
    }

    @Test
    void knowsThePresent() {
        assertThat(WikiTime.read("now", NOW)).contains(Instant.parse("2026-11-22T10:15:30Z"));
        assertThat(WikiTime.read("0", NOW)).contains(Instant.EPOCH);
        assertThat(WikiTime.read("253402300799", NOW)).contains(Instant.parse("9999-12-31T23:59:59Z"));
        assertThat(WikiTime.read("-1", NOW)).contains(Instant.EPOCH.minusSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterdayish",
                "2001-01-15",
                "2001-13-15T14:56:00Z",
                "20010230145600",
                "9999999999999",
                "253402300800",
                "2001-01-15T14:56:00+25:00",
                "1.2.3",
                "１２３",
            })
    void findsNoTimeInOtherTexts(String text) {
        assertThat(WikiTime.read(text, NOW)).isEmpty();
    }

    @Test
    void writesAPlaceAndReadsItAgain() {
        assertThat(WikiTime.stamp(TIME)).isEqualTo("20010115145600");
        assertThat(WikiTime.ofStamp("20010115145600")).contains(TIME);
        assertThat(WikiTime.ofStamp("20010115245600")).isEmpty();
        assertThat(WikiTime.shown(TIME)).isEqualTo("2001-01-15T14:56:00Z");
    }
}

package io.mirrorlog.agent.format;

import static io.mirrorlog.agent.format.Samples.event;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Severity;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineFormatTest {

    private static final String HEAD = "[2026-11-21T10:15:30.000000001+00:00] [shop].[HIGH]:[";

    private final LineFormat format = new LineFormat(UTC);

    @Test
    void mirrorsALoginOfWordPress() {
        assertThat(format.render(Samples.LOGIN, "example-site", 1))
                .isEqualTo("[2021-11-08T14:41:11.123456000+00:00] [example-site].[LOW]:[User logged in.]"
                        + "{\"id\":\"01932f5e-7a10-7c3e-8f00-0123456789ab\",\"type\":1000,\"action\":\"login\","
                        + "\"user\":\"admin\",\"offset\":\"+01:00\",\"ClientIP\":\"203.0.113.9\","
                        + "\"UserAgent\":\"Mozilla/5.0\",\"CurrentUserID\":1,"
                        + "\"CurrentUserRoles\":[\"administrator\"],\"Severity\":250,\"Object\":\"user\","
                        + "\"SessionID\":\"abc\",\"User\":\"admin\"}");
    }

    @Test
    void mirrorsAVisitToAWikisHomepage() {
        assertThat(format.render(Samples.HOMEPAGE_VISIT, "my-wiki", 1))
                .isEqualTo("[2020-04-02T19:11:20.942000000+00:00] [my-wiki].[INFORMATIONAL]:"
                        + "[eventlogging_HomepageVisit]{\"id\":\"b0caf18d-6c7f-4403-947d-2712bbe28610\","
                        + "\"site\":\"enwiki\",\"event\":{\"is_mobile\":true,\"user_editcount\":123,\"user_id\":456,"
                        + "\"impact_module_state\":\"activated\",\"start_email_state\":\"noemail\","
                        + "\"homepage_pageview_token\":\"example token\"},"
                        + "\"meta\":{\"dt\":\"2020-04-02T19:11:20.942Z\","
                        + "\"id\":\"b0caf18d-6c7f-4403-947d-2712bbe28610\","
                        + "\"stream\":\"eventlogging_HomepageVisit\"},\"dt\":\"2020-04-02T19:11:20.942Z\","
                        + "\"client_dt\":\"2020-04-02T19:11:20.942Z\","
                        + "\"$schema\":\"/analytics/legacy/homepagevisit/1.6.0\",\"schema\":\"HomepageVisit\"}");
    }

    @Test
    void showsEmptyMetadataAsAnEmptyObject() {
        assertThat(line("m")).isEqualTo(HEAD + "m]{}");
    }

    @Test
    void escapesWhatWouldEndTheMessageOrTheLine() {
        assertThat(line("a]{b} \\ \n\r\t \0\u001b[31m\u0085\u2028\u202e \"é\" \ud83d\ude00 \ud83d"))
                .isEqualTo(HEAD + "a]\\{b} \\\\ \\n\\r\\t \\u0000\\u001b[31m\\u0085\\u2028\\u202e "
                        + "\"é\" \ud83d\ude00 \\ud83d]{}");
    }

    @Test
    void escapesTheBracketThatWouldEndTheIdentifier() {
        assertThat(format.render(event("m"), "a].[LOW]:[\n", 0))
                .isEqualTo("[2026-11-21T10:15:30.000000001+00:00] [a\\u005d.[LOW\\u005d:[\\n].[HIGH]:[m]"
                        + "{\"site\":\"shop\"}");
    }

    @Test
    void movesOwnKeysThatAreCalledLikeOurs() {
        assertThat(line("m", "{\"a\":1,\"id\":2,\"type\":3,\"b\":4}", Event.NONE))
                .isEqualTo(HEAD + "m]{\"a\":1,\"_own\":{\"id\":2,\"type\":3},\"b\":4}");
    }

    @Test
    void notesThePlacesOfMovedKeysThatWereNoNeighbours() {
        assertThat(line("m", "{\"a\":1,\"id\":2,\"b\":3,\"_own\":4}", "{\"test\":true}"))
                .isEqualTo(HEAD + "m]{\"a\":1,\"_own\":{\"id\":2,\"_own\":4},\"b\":3,"
                        + "\"mirrorlog\":{\"own_at\":[1,3],\"test\":true}}");
    }

    @Test
    void seesThroughAKeyThatIsEscaped() {
        assertThat(line("m", "{\"\\u0069d\":2}", Event.NONE)).isEqualTo(HEAD + "m]{\"_own\":{\"\\u0069d\":2}}");
    }

    @Test
    void putsTheMarksLast() {
        assertThat(line("m", "{\"z\":1.0}", "{\"replayed\":true}"))
                .isEqualTo(HEAD + "m]{\"z\":1.0,\"mirrorlog\":{\"replayed\":true}}");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-07-01T12:00:00Z, Europe/Berlin, 2026-07-01T14:00:00.000000000+02:00",
        "2026-12-01T12:00:00+01:00, Europe/Berlin, 2026-12-01T12:00:00.000000000+01:00",
        "2026-12-01T12:00:00.5Z, America/St_Johns, 2026-12-01T08:30:00.500000000-03:30",
        "1900-01-01T00:00:00Z, Europe/Paris, 1900-01-01T00:00:00.000000000+00:00", // +00:09:21 then
        "0000-01-01T00:00:00Z, America/Lima, 0000-01-01T00:00:00.000000000+00:00",
        "0000-01-01T00:00:00+00:00, -01:00, 0000-01-01T00:00:00.000000000+00:00",
        "9999-12-31T23:59:59.999999999Z, +01:00, 9999-12-31T23:59:59.999999999+00:00",
        "9999-12-31T23:59:59.999999999Z, -18:00, 9999-12-31T05:59:59.999999999-18:00",
    })
    void showsTheInstantInTheZoneOfTheConnection(String time, String zone, String shown) {
        Event event = new Event(
                OffsetDateTime.parse(time), "s", Severity.LOW, "m", null, null, null, null, Event.NONE, Event.NONE);
        assertThat(new LineFormat(ZoneId.of(zone)).render(event, "s", 0)).startsWith("[" + shown + "] [s]");
    }

    @Test
    void keepsTheProducersOffsetWhereAnotherIsShown() {
        assertThat(new LineFormat(ZoneOffset.ofHours(-5)).render(event("m"), "shop", 0))
                .isEqualTo("[2026-11-21T05:15:30.000000001-05:00] [shop].[HIGH]:[m]{\"offset\":\"+00:00\"}");
    }

    private String line(String message) {
        return line(message, Event.NONE, Event.NONE);
    }

    private String line(String message, String metadata, String marks) {
        return format.render(event(message, metadata, marks), "shop", 0);
    }
}

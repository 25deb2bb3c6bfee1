package io.mirrorlog.connector.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.PlaceholderText;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers, structured data and lengths, by the letter of the two RFCs. */
class MessagesTest {

    private static final OffsetDateTime TIME = OffsetDateTime.parse("2026-11-05T09:16:00.123456789+01:00");

    private static Entry entry(Severity severity, String type, String metadata, String text) {
        var event = new Event(
                TIME,
                "shop",
                severity,
                "something happened",
                Scalar.of("e-1"),
                type.isEmpty() ? null : Scalar.of(type),
                null,
                Scalar.of("admin"),
                metadata,
                Event.NONE);
        return new Entry(7, event, "my shop", text);
    }

    private static Header header(String appName, ZoneId zone, boolean structuredData) {
        return new Header(Facility.LOCAL0, "web-1", PlaceholderText.parse(appName), zone, structuredData);
    }

    private static String message(Messages messages, Entry entry) {
        return new String(messages.of(entry), StandardCharsets.UTF_8);
    }

    @Test
    void hasTheHeaderOfRfc5424WithMicroseconds() {
        var messages = new Messages(header("mirrorlog", ZoneOffset.UTC, false), false, 8192);

        assertThat(message(messages, entry(Severity.HIGH, "4000", Event.NONE, "the line")))
                .isEqualTo("<131>1 2026-11-05T08:16:00.123456+00:00 web-1 mirrorlog - 4000 - the line");
    }

    @Test
    void hasTheHeaderOfRfc3164InTheConnectionsTime() {
        var messages = new Messages(header("{identifier}", ZoneId.of("Europe/Berlin"), false), true, 8192);

        assertThat(message(messages, entry(Severity.HIGH, "4000", Event.NONE, "the line")))
                .isEqualTo("<131>Nov  5 09:16:00 web-1 my_shop: the line");
    }

    @ParameterizedTest
    @CsvSource({"CRITICAL,130", "HIGH,131", "MEDIUM,132", "LOW,133", "INFORMATIONAL,134"})
    void tellsTheSeverity(Severity severity, int priority) {
        var messages = new Messages(header("mirrorlog", ZoneOffset.UTC, false), false, 8192);
        assertThat(message(messages, entry(severity, "", Event.NONE, "x"))).startsWith("<" + priority + ">1 ");
    }

    @Test
    void makesNamesOfWhatIsNone() {
        var messages = new Messages(header("{site} {type}", ZoneOffset.UTC, false), false, 8192);

        assertThat(message(messages, entry(Severity.LOW, "größe\nund mehr als zweiunddreißig Zeichen", "{}", "x")))
                .endsWith(
                        " web-1 shop_gr__e_und_mehr_als_zweiunddrei_ig_Zeichen - gr__e_und_mehr_als_zweiunddrei_i - x");
    }

    @Test
    void bringsFieldsAndMetadataAsStructuredData() {
        var messages = new Messages(header("mirrorlog", ZoneOffset.UTC, true), false, 8192);
        String metadata =
                "{\"path\":\"C:\\\\a [b] \\\"c\\\"\",\"post\":{\"id\":7,\"tags\":[\"x\",1e5,null]},\"a=b]\":true}";

        assertThat(message(messages, entry(Severity.LOW, "", metadata, "x")))
                .endsWith(" - - [event@32473 id=\"e-1\" sequence=\"7\" site=\"shop\" user=\"admin\"]"
                        + "[metadata@32473 path=\"C:\\\\a [b\\] \\\"c\\\"\" post.id=\"7\" post.tags=\"x\" post.tags=\"1e5\""
                        + " post.tags=\"null\" a_b_=\"true\"] x");
    }

    @Test
    void cutsBetweenCharactersAndSaysSo() {
        String text = "ä😀".repeat(200);
        for (int most = 480; most < 500; most++) {
            var messages = new Messages(header("mirrorlog", ZoneOffset.UTC, false), false, most);
            String message = message(messages, entry(Severity.LOW, "", Event.NONE, text));
            assertThat(message.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(most - 3, most);
            assertThat(message).endsWith("…(cut)").doesNotContain("\uFFFD");
        }
    }
}

package io.mirrorlog.agent.dev;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.intake.Tried;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PrintoutTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:15:00.123Z");

    static final Event EVENT = new Event(
            OffsetDateTime.parse("2026-11-22T10:15:00Z"),
            "dev",
            Severity.HIGH,
            "hi",
            Scalar.of(7),
            null,
            null,
            null,
            "{}",
            Event.NONE);

    static Shown shown(Tried.Fate fate, String shape, String received, @Nullable Event event, String... problems) {
        return new Shown(3, NOW, new Tried(fate, shape, "", received, event, List.of(problems)));
    }

    private static String plain(Shown shown) {
        return new Printout(Palette.NONE).of(shown);
    }

    @Test
    void laysOutWhatCameAndWhatWouldBecomeOfIt() {
        String received = "{\"message\":\"hi\",\"n\":[1.0,1E400,true,null,[],{ }],\n \"id\" : 7}";
        assertThat(plain(shown(Tried.Fate.VALID, "native", received, EVENT))).isEqualTo("""
                        10:15:00.123 valid native
                            {
                              "message": "hi",
                              "n": [
                                1.0,
                                1E400,
                                true,
                                null,
                                [],
                                {}
                              ],
                              "id": 7
                            }
                            > [2026-11-22T10:15:00.000000000+00:00] [dev].[HIGH]:[hi]{"id":7}
                        """);
    }

    @Test
    void namesEachProblem() {
        assertThat(plain(shown(Tried.Fate.REFUSED, "native", "{}", null, "message: is required", "and more")))
                .isEqualTo("""
                        10:15:00.123 refused native
                            ! message: is required
                            ! and more
                            {}
                        """);
    }

    @Test
    void letsNothingDriveTheTerminal() {
        String wild = "\u001b[2J\u009b31m\u202e\r\n\ud800\ud83d\ude00\u007f";
        String harmless = "\\u001b[2J\\u009b31m\\u202e\\u000d\\u000a\\ud800\ud83d\ude00\\u007f";
        for (Shown shown : List.of(
                shown(Tried.Fate.REFUSED, "", wild, null, "p " + wild),
                shown(
                        Tried.Fate.REFUSED,
                        "native",
                        "{\"" + wild + "\":\"" + wild + "\",\"n\":1" + wild + "}",
                        null,
                        wild),
                new Shown(1, NOW, new Tried(Tried.Fate.REFUSED, "s", wild, "{}", null, List.of())))) {
            assertThat(plain(shown))
                    .contains(harmless)
                    .doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\u202e]");
        }
    }

    /** Else it would turn round what stands beside it on the page. */
    @Test
    void letsNothingTurnTheTextOfThePage() {
        String message = "one\ntwo\u202eeno";
        var event = new Event(
                EVENT.timestamp(), "dev", Severity.LOW, message, Scalar.of(7), null, null, null, "{}", Event.NONE);
        var shown = new String(
                shown(Tried.Fate.INVALID, "native", "{}", event, "a\u202eb").forPage(), UTF_8);

        assertThat(shown).doesNotContain("\u202e").contains("one two\\\\u202eeno", "a\\\\u202eb");
    }

    @Test
    void coloursOnlyWhereItIsWanted() {
        Shown shown = shown(Tried.Fate.INVALID, "native", "{\"a\":\"b\"}", EVENT, "wrong");
        assertThat(plain(shown)).doesNotContain("\u001b");
        String coloured = new Printout(Palette.ANSI).of(shown);
        assertThat(coloured).contains("\u001b[1;31minvalid\u001b[0m", "\u001b[36m\"a\"\u001b[0m: \u001b[32m\"b\"");
        assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(plain(shown));
    }

    @Test
    void cutsWhatNobodyWouldRead() {
        String many = "[" + "1,".repeat(30_000);
        assertThat(PrettyJson.of(many, Palette.NONE, "").lines()).hasSize(500).endsWith("  …");
        assertThat(PrettyJson.of("{\"a\":\"never end", Palette.NONE, "")).isEqualTo("{\n  \"a\": \"never end…");
        assertThat(PrettyJson.of("{\"a\":\"\\", Palette.NONE, "")).isEqualTo("{\n  \"a\": \"\\…");
        assertThat(plain(shown(Tried.Fate.REFUSED, "", "x".repeat(5_000), null)))
                .contains("x…")
                .hasSizeLessThan(2_100);
        String[] problems = Collections.nCopies(60, "p").toArray(String[]::new);
        assertThat(plain(shown(Tried.Fate.INVALID, "native", "{}", null, problems))
                        .lines())
                .hasSize(53)
                .contains("    ! and 10 more");
    }

    @Test
    void tellsProgramsTheSameInOneLine() {
        assertThat(shown(Tried.Fate.INVALID, "native", "{ \"a\" : 1.0 }", EVENT, "p")
                        .forTools())
                .isEqualTo(
                        "{\"number\":3,\"time\":\"2026-11-22T10:15:00.123Z\",\"fate\":\"invalid\",\"shape\":\"native\","
                                + "\"stream\":\"\",\"problems\":[\"p\"],\"event\":{\"a\":1.0},\"line\":"
                                + "\"[2026-11-22T10:15:00.000000000+00:00] [dev].[HIGH]:[hi]{\\\"id\\\":7}\"}");
        assertThat(shown(Tried.Fate.REFUSED, "", "no\njson", null).forTools())
                .endsWith("\"problems\":[],\"received\":\"no\\njson\"}");
        assertThat(shown(Tried.Fate.REFUSED, "native", "{\"a\":\"" + "x".repeat(70_000) + "\"}", null)
                        .forTools())
                .contains("\"received\":\"{\\\"a\\\":\\\"xx")
                .hasSizeLessThan(66_000);
    }
}

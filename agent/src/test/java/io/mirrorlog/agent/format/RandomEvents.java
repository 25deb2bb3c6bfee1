package io.mirrorlog.agent.format;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Any event that is valid, the nastier the likelier; the same ones for the same seed. */
public final class RandomEvents {

    private static final List<String> PIECES = List.of(
            "a",
            "Zz",
            " ",
            "]{",
            "]",
            "{",
            "}",
            "[",
            "\\",
            "\\n",
            "\\{",
            "\\u0041",
            "\n",
            "\r",
            "\t",
            "\r\n",
            "\"",
            "'",
            "\0",
            "\u001b[31m",
            "\u007f",
            "\u0085",
            "\u009b",
            "\u2028",
            "\u2029",
            "\u202e",
            "\u061c",
            "\u200f",
            "\u2066",
            "\ud83d\ude00",
            "\ud83d",
            "\ude00",
            "\uffff",
            "é",
            "漢",
            "/",
            "<b>",
            "{{x}}",
            "]:[",
            "].[LOW]:[m]{}",
            " []",
            "{\"id\":1}",
            "x]{\"id\":1}\n[2026-11-21T00:00:00.000000000+00:00] [evil].[LOW]:[m]{}",
            ".INFO: ");

    private static final List<String> KEYS = List.of(
            "id",
            "type",
            "action",
            "user",
            "site",
            "offset",
            "mirrorlog",
            "_own",
            "own_at",
            "metadata",
            "message",
            "",
            "\0",
            "Code",
            "EventType",
            "Severity",
            "Username",
            "a",
            "b",
            "c");

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "1.0",
            "1E400",
            "-1e-999999999",
            "18446744073709551616",
            "1e5",
            "0.10",
            "1000",
            "3".repeat(2000));

    private static final List<ZoneId> ZONES = List.of(
            ZoneOffset.UTC,
            ZoneOffset.ofHours(18),
            ZoneOffset.ofHours(-18),
            ZoneOffset.ofHoursMinutesSeconds(1, 2, 3),
            ZoneId.of("Europe/Berlin"),
            ZoneId.of("Europe/Amsterdam"),
            ZoneId.of("Asia/Kathmandu"),
            ZoneId.of("America/St_Johns"),
            ZoneId.of("Pacific/Apia"));

    private static final long FIRST =
            OffsetDateTime.parse("0000-01-01T00:00:00Z").toEpochSecond();
    private static final long LAST =
            OffsetDateTime.parse("9999-12-31T23:59:59Z").toEpochSecond();

    private final Random random;

    public RandomEvents(long seed) {
        this.random = new Random(seed);
    }

    public Event next() {
        return new Event(
                timestamp(),
                pick(List.of("shop", "web-1", "a", "My Site.example_1 x", "9".repeat(100))),
                pick(List.of(Severity.values())),
                text(1),
                scalar(),
                scalar(),
                scalar(),
                scalar(),
                random.nextInt(4) == 0 ? Event.NONE : object(3),
                random.nextInt(3) > 0 ? Event.NONE : object(2));
    }

    String identifier(Event event) {
        return random.nextBoolean() ? event.site() : text(0);
    }

    ZoneId zone() {
        return pick(ZONES);
    }

    /** Any UTF-16 there is. */
    public String text(int shortest) {
        var text = new StringBuilder();
        int pieces = shortest + random.nextInt(12);
        for (int i = 0; i < pieces; i++) {
            text.append(random.nextInt(4) == 0 ? Character.toString((char) random.nextInt(0x10000)) : pick(PIECES));
        }
        return text.toString();
    }

    /** A compact object whose keys like to be ours. */
    public String object(int depth) {
        Map<String, String> members = new LinkedHashMap<>();
        int size = random.nextInt(8);
        for (int i = 0; i < size; i++) {
            String key = random.nextInt(4) == 0 ? text(0) : pick(KEYS);
            members.put(key, JsonStrings.quote(key) + ":" + value(depth - 1));
        }
        if (random.nextInt(8) == 0) {
            members.put("user", "\"\\u0075s\\u0065r\":" + value(0));
        }
        return "{" + String.join(",", members.values()) + "}";
    }

    private String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0, 1 -> JsonStrings.quote(text(0));
            case 2 -> pick(NUMBERS);
            case 3 -> pick(List.of("true", "false", "null", "{}", "[]", "[0]", "[1,4]", "{\"own_at\":[0]}"));
            case 4 -> "\"\\/ \\u00e9 {[,]}\"";
            case 5 -> "[" + value(depth - 1) + "," + value(depth - 1) + "]";
            default -> object(depth);
        };
    }

    private @Nullable Scalar scalar() {
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> new Scalar(pick(NUMBERS));
            case 2 -> Scalar.of(text(0));
            default -> new Scalar("\"\\/\\u0041\"");
        };
    }

    private OffsetDateTime timestamp() {
        long second = switch (random.nextInt(5)) {
            case 0 -> FIRST + random.nextInt(60_000);
            case 1 -> LAST - random.nextInt(60_000);
            case 2 -> OffsetDateTime.parse("1900-01-01T00:00:00Z").toEpochSecond() + random.nextInt(86_400);
            case 3 -> 1_763_700_000L + random.nextInt(100_000_000);
            default -> random.nextLong(FIRST, LAST);
        };
        int nano = pick(List.of(0, 1, 999_999_999, 120_000_000, random.nextInt(1_000_000_000)));
        ZoneOffset offset = switch (random.nextInt(4)) {
            case 0 -> ZoneOffset.UTC;
            case 1 -> ZoneOffset.ofTotalSeconds(random.nextInt(-64_800, 64_801));
            default -> ZoneOffset.ofTotalSeconds(random.nextInt(-72, 73) * 900);
        };
        return Instant.ofEpochSecond(second, nano).atOffset(offset);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}

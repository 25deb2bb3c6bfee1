package io.mirrorlog.agent.read;

import io.mirrorlog.agent.index.LogKey;
import io.mirrorlog.agent.index.LogOrder;
import io.mirrorlog.agent.index.LogOrder.By;
import io.mirrorlog.agent.index.LogOrder.Direction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a reader goes on, as a text that means nothing to him. Pure. */
final class Cursor {

    private static final String NUMBER = "(-?[0-9]{1,19})";
    private static final Pattern FORM = Pattern.compile("([no])" + NUMBER + "\\." + NUMBER + "\\." + NUMBER);

    private Cursor() {}

    static String of(LogOrder order, LogKey key) {
        String text = letter(order) + key.second() + "." + key.tie() + "." + key.sequence();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws IllegalArgumentException when it was not made for that order */
    static LogKey read(String cursor, LogOrder order) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            Matcher form = FORM.matcher(text);
            if (form.matches() && form.group(1).equals(letter(order))) {
                return new LogKey(number(form, 2), number(form, 3), number(form, 4));
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "cursor: may be the next of the page before, asked for in the same order, as it was given");
    }

    private static long number(Matcher form, int group) {
        return Long.parseLong(form.group(group));
    }

    private static String letter(LogOrder order) {
        return order.direction() == Direction.NEWEST_FIRST ? "n" : "o";
    }

    /** @throws IllegalArgumentException when it is no order */
    static LogOrder order(String word) {
        return switch (word) {
            case "newest" -> new LogOrder(By.TIME, Direction.NEWEST_FIRST);
            case "oldest" -> new LogOrder(By.TIME, Direction.OLDEST_FIRST);
            default -> throw new IllegalArgumentException("order: may be newest or oldest, for what comes first");
        };
    }
}
